/** Commands that look at an app or a machine from outside. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'node:test'

const main = resolve('dist/cli/main.js')
const app = 'test/cli/checked-app.ts'

function overwire(words: string[], { cwd = '.', env = {} }: { cwd?: string; env?: object } = {}) {
  const { OVERWIRE_SECRET: _, ...inherited } = process.env
  return spawnSync(process.execPath, [main, ...words], {
    encoding: 'utf8',
    timeout: 30_000,
    cwd,
    env: { ...inherited, ...env },
  })
}

test('routes are listed with their views, events, guards and sources', () => {
  const { status, stdout, stderr } = overwire(['routes', app])
  assert.equal(status, 0, stderr)
  const lines = stdout.trimEnd().split('\n')
  assert.match(lines[0]!, /^kind +path +view or handler +events +guards +source$/)
  assert.match(
    lines[1]!,
    /^live +\/shop\/:id +Shop +add clear +login, permission shop\.edit, checkPermissions +checked-app\.ts:\d+$/,
  )
  assert.match(lines[2]!, /^live +\/ +Home +checked-app\.ts:\d+$/)
  assert.match(lines[3]!, /^POST +\/login +login$/)
  assert.equal(lines.length, 4)
})

test('check names what should not go to production, and fails for problems alone [A150, B186, B187]', () => {
  const { status, stdout } = overwire(['check', app])
  assert.equal(status, 1)
  for (const said of [
    /PROBLEM +No secret is set/,
    /PROBLEM +Shop: needs a login, but createApp has no user option/,
    /PROBLEM +Visitors are sent to \/login to log in, but no page is there/,
    /hint +allowScript is on/,
    /hint +Pages have no Content-Security-Policy/,
    /hint +Other sites can show pages in a frame/,
    /hint +Pages have no Strict-Transport-Security/,
    /hint +Shop \(checked-app\.ts:\d+\): events that take arguments without a schema: add\./,
    /hint +test\/cli\/checked-app\.ts:22: \$count asks the database once for each row of a loop/,
    /3 routes, 3 problems, \d+ hints/,
  ]) {
    assert.match(stdout, said)
  }
  const again = overwire(['check', app], { env: { OVERWIRE_SECRET: 'long enough to be one' } })
  assert.doesNotMatch(again.stdout, /No secret|The secret is/)
})

test('check names a secret that production refuses, and headers that leave a door open', () => {
  const weak = 'change-me-change-me-now'
  const { status, stdout } = overwire(['check', 'test/cli/framed-app.ts'], {
    env: { OVERWIRE_SECRET: weak },
  })
  assert.equal(status, 1)
  assert.match(stdout, /PROBLEM +The secret is the words of an example/)
  assert.doesNotMatch(stdout, new RegExp(weak))
  assert.match(stdout, /hint +The Content-Security-Policy lets scripts in the page run/)
  assert.doesNotMatch(stdout, /in a frame|Strict-Transport|have no Content/)
})

test('an app below a path is listed with it, and its log-in page is found there', () => {
  const { stdout } = overwire(['routes', 'test/cli/placed-app.ts'])
  assert.match(stdout, /^live +\/x\/y +Members/m)
  assert.match(stdout, /^GET +\/x\/y\/login/m)
  // A log-in page of the host is not looked for in the app.
  for (const app of ['test/cli/placed-app.ts', 'test/cli/outside-app.ts']) {
    const said = overwire(['check', app]).stdout
    assert.match(said, /routes?, \d+ problems?/)
    assert.doesNotMatch(said, /Visitors are sent/)
  }
})

test('check has nothing to say against an app without faults', () => {
  const { status, stdout } = overwire(['check', 'examples/app.ts'], {
    env: { OVERWIRE_SECRET: 'long enough to be one' },
  })
  assert.equal(status, 0, stdout)
})

test('doctor finds what a project can’t run with [B188]', () => {
  const folder = mkdtempSync(join(tmpdir(), 'overwire-doctor-'))
  try {
    const missing = overwire(['doctor'], { cwd: folder })
    assert.equal(missing.status, 1)
    assert.match(missing.stdout, /NOT {3}There is no package\.json here/)
    writeFileSync(join(folder, 'package.json'), '{}')
    writeFileSync(
      join(folder, 'tsconfig.json'),
      '{ "compilerOptions": { "experimentalDecorators": true } }',
    )
    const { status, stdout } = overwire(['doctor'], {
      cwd: folder,
      env: { OVERWIRE_SECRET: 'short', OVERWIRE_REDIS: 'redis://127.0.0.1:1' },
    })
    assert.equal(status, 1)
    for (const said of [
      /ok {4}Overwire \d.*Node 2/,
      /NOT {3}package\.json has "type": "commonjs": write "module"/,
      /NOT {3}tsconfig\.json sets experimentalDecorators/,
      /NOT {3}There is no node_modules here/,
      /NOT {3}OVERWIRE_SECRET has 5 characters/,
      /NOT {3}OVERWIRE_REDIS: connect ECONNREFUSED/,
    ]) {
      assert.match(stdout, said)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('doctor finds nothing wrong with this repository', () => {
  const { status, stdout } = overwire(['doctor'], {
    env: { OVERWIRE_REDIS: undefined },
  })
  assert.equal(status, 0, stdout)
  assert.match(stdout, /Optional packages: .*lmdb \d/)
})
