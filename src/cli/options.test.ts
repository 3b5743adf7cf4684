import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readArguments } from './options.ts'

test('an id or a value that begins with a dash is no option', () => {
  const words = readArguments('retry', ['slow', '-Iqb3.job#0', '--redis', '-x', '-2'], ['queue'])
  assert.deepEqual(words.plain, ['slow', '-Iqb3.job#0', '-2'])
  assert.equal(words.text('redis'), '-x')
})

test('what stands behind two dashes is text, whatever it looks like', () => {
  const words = readArguments('retry', ['slow', '--queue=a', '--', '--queue', '-b'], ['queue'])
  assert.deepEqual(words.plain, ['slow', '--queue', '-b'])
  assert.equal(words.text('queue'), 'a')
})

test('an option that the command does not have is named, and one without a value too', () => {
  assert.throws(() => readArguments('retry', ['--nope', 'x'], ['queue']), /E_COMMAND_LINE.*--nope/s)
  assert.throws(
    () => readArguments('retry', ['slow', '--queue'], ['queue']),
    /E_COMMAND_LINE.*--queue/s,
  )
  assert.throws(() => readArguments('retry', ['--queue', '--redis', 'x'], ['queue']), /--queue/)
})
