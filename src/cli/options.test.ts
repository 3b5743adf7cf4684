import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readArguments } from './options.ts'

const takes = { options: ['queue'], words: 3 }

test('an id or a value that begins with a dash is no option', () => {
  const words = readArguments('retry', ['slow', '-Iqb3.job#0', '--redis', '-x', '-2'], takes)
  assert.deepEqual(words.plain, ['slow', '-Iqb3.job#0', '-2'])
  assert.equal(words.text('redis'), '-x')
})

test('what stands behind two dashes is text, whatever it looks like', () => {
  const words = readArguments('retry', ['slow', '--queue=a', '--', '--queue', '-b'], takes)
  assert.deepEqual(words.plain, ['slow', '--queue', '-b'])
  assert.equal(words.text('queue'), 'a')
})

test('an option that the command does not have is named, and one without a value too', () => {
  assert.throws(() => readArguments('retry', ['--nope', 'x'], takes), /E_COMMAND_LINE.*--nope/s)
  assert.throws(
    () => readArguments('retry', ['slow', '--queue'], takes),
    /E_COMMAND_LINE.*--queue/s,
  )
  assert.throws(() => readArguments('retry', ['--queue', '--redis', 'x'], takes), /--queue/)
})

test('a word more than the command takes is an error', () => {
  assert.throws(
    () => readArguments('check', ['app.ts', 'extra'], { words: 1 }),
    /one word.*"extra"/,
  )
  assert.throws(() => readArguments('doctor', ['foo'], { words: 0 }), /no words.*"foo"/)
})

test('a command without options says so, and takes none of those that reach an app', () => {
  const check = (...words: string[]) => readArguments('check', words, { words: 1 })
  assert.throws(() => check('--foo'), /It has no options\./)
  assert.throws(() => check('--redis', 'redis://localhost'), /It has no options\./)
  assert.throws(() => readArguments('retry', ['--foo'], { words: 2 }), /It has --redis, --nats/)
})
