import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { systemClock } from '../base/clock.ts'
import { GroupCommit } from './group-commit.ts'
import { memoryStore } from './memory.ts'

function group() {
  const sizes: number[] = []
  const memory = memoryStore()
  const store = {
    ...memory,
    commit: (commits: Parameters<typeof memory.commit>[0]) => {
      sizes.push(commits.length)
      return memory.commit(commits)
    },
  }
  const commits = new GroupCommit(store, systemClock, 5000, assert.ifError)
  let window = 0
  const add = (): Promise<string> => {
    const kind = { after: 0, epoch: 1, revision: 1, lastEvent: 1, state: '{}', expiresAt: Infinity }
    return new Promise((resolve) => commits.add({}, { window: String(window++), ...kind }, resolve))
  }
  return { sizes, add }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('a commit that is alone is written at once, and so is the next', async () => {
  const { sizes, add } = group()
  assert.equal(await add(), 'stored')
  assert.equal(await add(), 'stored')
  assert.deepEqual(sizes, [1, 1])
})

test('after a write of many commits the next one gathers those that follow', async () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    const { sizes, add } = group()
    await Promise.all(Array.from({ length: 8 }, add))
    const more: Promise<string>[] = []
    for (let i = 0; i < 3; i++) {
      more.push(add())
      await turn()
    }
    assert.deepEqual(sizes, [8])
    mock.timers.tick(2)
    await Promise.all(more)
    assert.deepEqual(sizes, [8, 3])
  } finally {
    mock.timers.reset()
  }
})
