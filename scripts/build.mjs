/** Builds dist/: modules and types with tsc, the browser's script with esbuild. */
import { spawnSync } from 'node:child_process'
import { renameSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

// Built beside the old one and put in its place at the end: what runs from dist/ goes on meanwhile.
const next = `${root}/.dist-${process.pid}`
const { status } = spawnSync(
  process.execPath,
  [
    `${root}/node_modules/typescript/bin/tsc`,
    '-p',
    `${root}/tsconfig.build.json`,
    '--outDir',
    next,
  ],
  { stdio: 'inherit', cwd: root },
)
if (status !== 0) {
  rmSync(next, { recursive: true, force: true })
  process.exit(status ?? 1)
}

await build({
  entryPoints: [`${root}/src/client/main.ts`],
  outfile: `${next}/client.min.js`,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  logLevel: 'warning',
})

rmSync(`${root}/dist`, { recursive: true, force: true })
renameSync(next, `${root}/dist`)
