/** What the command says when it is asked. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

const overwire = (...words: string[]) =>
  spawnSync(process.execPath, ['dist/cli/main.js', ...words], { encoding: 'utf8', timeout: 20_000 })

const commands = [
  'new',
  'generate',
  'dev',
  'routes',
  'check',
  'doctor',
  'worker',
  'push',
  'trigger',
  'flash',
  'failed',
  'retry',
]

/** Those that are told where the processes of an app meet. */
const reaching = ['worker', 'push', 'trigger', 'flash', 'failed', 'retry']

test('help is printed with exit status 0, however it is asked for', () => {
  for (const words of [[], ['help'], ['--help'], ['-h'], ['help', '--help']]) {
    const { status, stdout, stderr } = overwire(...words)
    assert.deepEqual([status, stderr], [0, ''], words.join(' '))
    for (const command of commands) assert.ok(stdout.includes(`overwire ${command}`), command)
  }
})

test('each command prints its own help, whatever stands beside it', () => {
  for (const command of commands) {
    for (const words of [['--help'], ['-h'], ['x', '--help', '--unknown']]) {
      const { status, stdout, stderr } = overwire(command, ...words)
      assert.deepEqual([status, stderr], [0, ''], `${command} ${words.join(' ')}`)
      assert.equal(/^overwire (\w+)/.exec(stdout)?.[1], command)
      assert.equal(/--redis URL/.test(stdout), reaching.includes(command), command)
      const others = commands.filter((other) => other !== command)
      for (const other of others) assert.ok(!stdout.includes(`overwire ${other} `), other)
    }
  }
})

test('a command that there is none is an error, with the help behind it', () => {
  const { status, stderr } = overwire('nonsense')
  assert.equal(status, 1)
  assert.match(stderr, /there is no such command[^]*overwire worker/)
})

test('the version is that of the package', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  for (const word of ['--version', '-v']) {
    assert.deepEqual([overwire(word).stdout, overwire(word).status], [`${version}\n`, 0])
  }
})
