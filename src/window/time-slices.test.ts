/** Time slices: what waits runs in order, and lets others in between where it takes long. */
import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import { test } from 'node:test'
import { TimeSlices } from './time-slices.ts'

/** A clock that goes on when work says so. */
function slices(): { all: TimeSlices; works: (ms: number) => void } {
  let now = 0
  const clock = { now: () => now, after: () => () => {} }
  return { all: new TimeSlices(clock), works: (ms) => (now += ms) }
}

test('short work runs at once, in order, and so does what it adds', async () => {
  const { all } = slices()
  const done: string[] = []
  all.add(() => {
    done.push('a')
    all.add(() => done.push('c'))
  })
  all.add(() => done.push('b'))
  assert.equal(done.length, 0)
  await Promise.resolve()
  assert.deepEqual(done, ['a', 'b', 'c'])
  all.add(() => done.push('d'))
  await Promise.resolve()
  assert.deepEqual(done, ['a', 'b', 'c', 'd'])
})

test('after five milliseconds others are heard, and each of the rest has its turn', async () => {
  const { all, works } = slices()
  const done: number[] = []
  for (let n = 1; n <= 5; n++) {
    all.add(() => {
      works(3)
      done.push(n)
    })
  }
  await Promise.resolve()
  assert.deepEqual(done, [1, 2])
  all.add(() => done.push(6))
  await turn()
  assert.deepEqual(done, [1, 2, 3, 4])
  await turn()
  assert.deepEqual(done, [1, 2, 3, 4, 5, 6])
})

test('one that takes very long is one slice', async () => {
  const { all, works } = slices()
  const done: number[] = []
  for (let n = 1; n <= 3; n++) all.add(() => void (works(500), done.push(n)))
  await Promise.resolve()
  assert.deepEqual(done, [1])
  await turn()
  await turn()
  assert.deepEqual(done, [1, 2, 3])
})

test('one that throws does not hold up the others', async (t) => {
  const { all } = slices()
  const thrown = new Promise<unknown>((resolve) => {
    process.setUncaughtExceptionCaptureCallback(resolve)
    t.after(() => process.setUncaughtExceptionCaptureCallback(null))
  })
  const done: number[] = []
  all.add(() => {
    throw new Error('a mistake')
  })
  all.add(() => done.push(1))
  assert.match(String(await thrown), /a mistake/)
  await turn()
  all.add(() => done.push(2))
  await Promise.resolve()
  assert.deepEqual(done, [1, 2])
})
