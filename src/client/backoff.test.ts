import assert from 'node:assert/strict'
import { beforeEach, mock, test } from 'node:test'
import { Backoff } from './backoff.ts'

const window = new EventTarget()
const browser = { onLine: true }
Object.assign(globalThis, {
  addEventListener: window.addEventListener.bind(window),
})
Object.defineProperty(globalThis, 'navigator', { value: browser, configurable: true })

let random = 1
let ran = 0
mock.method(Math, 'random', () => random)
const newBackoff = (): Backoff => new Backoff(() => ran++)

beforeEach(() => {
  mock.timers.reset()
  mock.timers.enable({ apis: ['setTimeout'] })
  browser.onLine = true
  random = 1
  ran = 0
})

/** How long the next attempt is waited for. */
function pauseOf(backoff: Backoff, step: number = 1): number {
  const before = ran
  backoff.again()
  let ms = 0
  while (ran === before && ms < 100_000) {
    mock.timers.tick(step)
    ms += step
  }
  return ms
}

test('each pause may be twice as long as the one before, up to 30 s [B162]', () => {
  const backoff = newBackoff()
  const pauses = Array.from({ length: 9 }, () => pauseOf(backoff))
  assert.deepEqual(pauses, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
})

test('a pause is any part of that, so that browsers do not come back at once [B162]', () => {
  random = 0.5
  const backoff = newBackoff()
  assert.deepEqual([pauseOf(backoff), pauseOf(backoff), pauseOf(backoff)], [250, 500, 1000])
  random = 0.1
  assert.deepEqual([pauseOf(backoff), pauseOf(backoff)], [400, 800])
})

test('after a success the pauses are short again, and what waited does not run [B162]', () => {
  const backoff = newBackoff()
  pauseOf(backoff)
  pauseOf(backoff)
  backoff.again()
  backoff.reset()
  mock.timers.tick(100_000)
  window.dispatchEvent(new Event('online'))
  assert.equal(ran, 2)
  assert.equal(pauseOf(backoff), 500)
})

test('a pause that is given counts, and a later one takes its place [B162]', () => {
  const backoff = newBackoff()
  backoff.again(10)
  backoff.again(20)
  mock.timers.tick(19)
  assert.equal(ran, 0)
  mock.timers.tick(1)
  assert.equal(ran, 1)
  mock.timers.tick(100_000)
  assert.equal(ran, 1)
})

test('the network’s return and a look at the page end a pause, once [B162]', () => {
  const backoff = newBackoff()
  const signs: [EventTarget, string][] = [
    [window, 'online'],
    [window, 'pageshow'],
    [window, 'visibilitychange'],
  ]
  for (const [target, type] of signs) {
    ran = 0
    backoff.again(10_000)
    target.dispatchEvent(new Event(type))
    assert.equal(ran, 1, type)
    target.dispatchEvent(new Event(type))
    mock.timers.tick(10_000)
    assert.equal(ran, 1, type)
  }
})

test('nothing is tried without a network; it is when there is one [B162]', () => {
  const backoff = newBackoff()
  browser.onLine = false
  backoff.again(100)
  mock.timers.tick(100)
  assert.equal(ran, 0)
  browser.onLine = true
  window.dispatchEvent(new Event('online'))
  assert.equal(ran, 1)
})
