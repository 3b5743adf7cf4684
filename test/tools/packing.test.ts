/** `npm pack` and `npm publish` in a copy without `dist`: what is packed is built first. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

interface Manifest {
  scripts: Record<string, string>
}
const manifest = readFileSync('package.json', 'utf8')
const { scripts } = JSON.parse(manifest) as Manifest

test('npm pack runs the build, and packs what that has made', (t) => {
  assert.equal(scripts['prepack'], scripts['build'])
  const copy = mkdtempSync(join(tmpdir(), 'overwire-pack-'))
  t.after(() => rmSync(copy, { recursive: true, force: true }))
  // The build itself takes a quarter of a minute, and all tests run on what it made: here a short one stands for it.
  const build = `import { mkdirSync, writeFileSync } from 'node:fs'
    mkdirSync('dist')
    writeFileSync('dist/index.js', '')`
  mkdirSync(join(copy, 'scripts'))
  writeFileSync(join(copy, 'package.json'), manifest)
  writeFileSync(join(copy, 'scripts/build.mjs'), build)
  const args = ['pack', '--dry-run', '--json', '--offline']
  const told = execFileSync('npm', args, { cwd: copy, encoding: 'utf8', stdio: 'pipe' })
  assert.match(told, /"path": "dist\/index\.js"/)
})

test('the build puts what it made in the place of dist', () => {
  const script = readFileSync(scripts['build']!.replace(/^node /, ''), 'utf8')
  assert.match(script, /renameSync\(next, `\$\{root\}\/dist`\)\s*$/)
})
