import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readWords } from './options.ts'

test('an id or a value that begins with a dash is no option', () => {
  const words = readWords('retry', ['slow', '-Iqb3.job#0', '--redis', '-x', '-2'], ['queue'])
  assert.deepEqual(words.plain, ['slow', '-Iqb3.job#0', '-2'])
  assert.equal(words.text('redis'), '-x')
})

test('what stands behind two dashes is text, whatever it looks like', () => {
  const words = readWords('retry', ['slow', '--queue=a', '--', '--queue', '-b'], ['queue'])
  assert.deepEqual(words.plain, ['slow', '--queue', '-b'])
  assert.equal(words.text('queue'), 'a')
})

test('an option that the command does not have is named, and one without a value too', () => {
  assert.throws(() => readWords('retry', ['--nope', 'x'], ['queue']), /E_COMMAND_LINE.*--nope/s)
  assert.throws(
    () => readWords('retry', ['slow', '--queue'], ['queue']),
    /E_COMMAND_LINE.*--queue/s,
  )
  assert.throws(() => readWords('retry', ['--queue', '--redis', 'x'], ['queue']), /--queue/)
})
