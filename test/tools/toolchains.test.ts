/** The same small app is built and run by the tools that people have, from the packed package. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'

/** In the repository, so that libraries are found where the repository has them. */
const folder = mkdtempSync(resolve('.new-project-'))
const bin = (name: string): string => resolve('node_modules/.bin', name)
const RUNS = '200 live-click="add"\n'

function run(program: string, ...words: string[]): string {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const options = {
    cwd: folder,
    env: { ...env, NO_COLOR: '1', FORCE_COLOR: '0' },
    encoding: 'utf8',
    timeout: 120_000,
  } as const
  const { status, stdout, stderr } = spawnSync(program, words, options)
  assert.equal(status, 0, `${program} ${words.join(' ')}\n${stdout}${stderr}`)
  return stdout
}

before(() => {
  const packed = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]
  assert.equal(spawnSync('npm', packed).status, 0)
  mkdirSync(join(folder, 'node_modules'))
  run('sh', '-c', 'tar xzf overwire-*.tgz')
  renameSync(join(folder, 'package'), join(folder, 'node_modules/overwire'))
  cpSync('test/tools/toolchain', folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }')
})
after(() => rmSync(folder, { recursive: true, force: true }))

const resolutions = [
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
]
for (const { module, moduleResolution } of resolutions) {
  test(`TypeScript with moduleResolution ${moduleResolution} builds it, libraries checked`, () => {
    const compilerOptions = {
      target: 'es2022',
      module,
      moduleResolution,
      lib: ['es2023', 'esnext.decorators', 'dom', 'dom.iterable', 'dom.asynciterable'],
      types: ['node'],
      strict: true,
      skipLibCheck: false,
      rewriteRelativeImportExtensions: true,
      outDir: `out-${moduleResolution}`,
    }
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['main.ts'] }),
    )
    run(bin('tsc'), '-p', '.')
    assert.equal(run(process.execPath, `out-${moduleResolution}/main.js`), RUNS)
  })
}

test('tsx runs it', () => {
  assert.equal(run(process.execPath, '--import', 'tsx', 'main.ts'), RUNS)
})

test('esbuild builds it', () => {
  const flags = ['--bundle', '--platform=node', '--format=esm', '--target=node20']
  run(bin('esbuild'), 'main.ts', ...flags, '--packages=external', '--outfile=esbuild.mjs')
  assert.equal(run(process.execPath, 'esbuild.mjs'), RUNS)
})

test('Vite builds it with the plugin', () => {
  run(bin('vite'), 'build', '--logLevel', 'warn')
  assert.equal(run(process.execPath, 'built/main.js'), RUNS)
})

test('the configuration of Vite in the guide makes one file that runs where nothing is installed', () => {
  const guide = readFileSync(resolve('docs/guide/processes.md'), 'utf8')
  const config = /\n(import \{ overwire \} from 'overwire\/vite'[^]*?)```/.exec(guide)![1]!
  writeFileSync(join(folder, 'guide.config.js'), config.replace("'server.ts'", "'main.ts'"))
  run(bin('vite'), 'build', '--config', 'guide.config.js', '--outDir', 'one', '--logLevel', 'error')
  const elsewhere = mkdtempSync(join(tmpdir(), 'overwire-one-file-'))
  try {
    cpSync(join(folder, 'one'), elsewhere, { recursive: true })
    writeFileSync(join(elsewhere, 'package.json'), '{ "type": "module" }')
    const { stdout, stderr } = spawnSync(process.execPath, [join(elsewhere, 'main.js')], {
      encoding: 'utf8',
    })
    assert.equal(stdout, RUNS, stderr)
  } finally {
    rmSync(elsewhere, { recursive: true })
  }
})

test('the matchers of overwire/vitest compile', () => {
  const compilerOptions = {
    target: 'es2022',
    module: 'nodenext',
    lib: ['es2023', 'esnext.decorators', 'dom', 'dom.iterable', 'dom.asynciterable'],
    types: ['node'],
    strict: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    noEmit: true,
  }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['counter.check.ts'] }),
  )
  run(bin('tsc'), '-p', '.')
})

test('Vitest runs tests of it with the plugin, and its expect takes the matchers', () => {
  assert.match(run(bin('vitest'), 'run'), /Tests +1 passed/)
})
