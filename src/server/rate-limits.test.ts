import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultLimits } from '../base/limits.ts'
import type { Window } from '../window/window.ts'
import {
  AddressCount,
  checkOrigin,
  checkSite,
  eventBytes,
  isEncrypted,
  takeAllowance,
} from './rate-limits.ts'

const passes = (headers: Record<string, string>, origins: string[] = [], proxies = 0): boolean => {
  try {
    checkOrigin(new Headers(headers), { origins, trustedProxies: proxies })
    return true
  } catch (error) {
    assert.equal((error as { code: string }).code, 'E_ORIGIN')
    return false
  }
}

const alone = { origins: [], trustedProxies: 0 }

test('a page of the same host may connect, and those that are listed', () => {
  assert.equal(passes({ origin: 'http://a.example:3000', host: 'a.example:3000' }), true)
  assert.equal(passes({ origin: 'http://a.example', host: 'a.example:3000' }), false)
  assert.equal(passes({ origin: 'http://b.example', host: 'a.example' }), false)
  assert.equal(
    passes({ origin: 'http://b.example', host: 'a.example' }, ['http://b.example']),
    true,
  )
})

test('a proxy may call the scheme of a socket what its address begins with', () => {
  const headers = { origin: 'https://a.example', host: 'a.example' }
  assert.equal(passes({ ...headers, 'x-forwarded-proto': 'wss' }, [], 1), true)
  assert.equal(passes({ ...headers, 'x-forwarded-proto': 'ws' }, [], 1), false)
})

test('no origin, a null one and nonsense are refused', () => {
  assert.equal(passes({ host: 'a.example' }), false)
  assert.equal(passes({}), false)
  assert.equal(passes({ origin: 'null', host: 'null' }), false)
  assert.equal(passes({ origin: 'a.example', host: 'a.example' }), false)
})

test('a forwarded host counts only as far as proxies are trusted', () => {
  const headers = {
    origin: 'https://shop.example',
    host: '10.0.0.1',
    'x-forwarded-host': 'evil.example, shop.example , inner',
  }
  assert.equal(passes(headers), false)
  assert.equal(passes(headers, [], 1), false)
  assert.equal(passes(headers, [], 2), true)
  assert.equal(passes({ origin: 'http://a', host: 'a' }, [], 1), true)
  assert.equal(passes({ ...headers, origin: 'http://evil.example' }), false)
  assert.equal(passes({ ...headers, origin: 'http://10.0.0.1' }, [], 9), true)
})

test('a page of the same host that came without encryption is another site', () => {
  const headers = { host: 'a.example', 'x-forwarded-proto': 'https' }
  assert.equal(passes({ ...headers, origin: 'https://a.example' }, [], 1), true)
  assert.equal(passes({ ...headers, origin: 'http://a.example' }, [], 1), false)
  assert.equal(passes({ ...headers, origin: 'http://a.example' }), true)
})

test('where TLS ends in this process, only a page that came over it may connect', () => {
  const check = (origin: string, proxies: number, isEncrypted: boolean): void =>
    checkOrigin(new Headers({ host: 'a.example', origin }), {
      origins: [],
      trustedProxies: proxies,
      isEncrypted,
    })
  const refused = { code: 'E_ORIGIN' }
  check('https://a.example', 0, true)
  assert.throws(() => check('http://a.example', 0, true), refused)
  // Without encryption here a proxy may have had it.
  check('https://a.example', 0, false)
  check('http://a.example', 0, false)
  // The connection of a trusted proxy says nothing of the page's.
  check('http://a.example', 1, true)
  const post = new Headers({ host: 'a.example', origin: 'http://a.example' })
  assert.throws(() => checkSite(post, { ...alone, isEncrypted: true }), refused)
  assert.equal(isEncrypted(new Request('https://a.example/')), true)
  assert.equal(isEncrypted(new Request('http://a.example/')), false)
})

test('a request without an origin passes unless its browser says that another site made it', () => {
  const ask = (site: string | undefined): void =>
    checkSite(new Headers(site ? { 'sec-fetch-site': site } : {}), alone)
  for (const site of [undefined, 'same-origin', 'none']) ask(site)
  for (const site of ['cross-site', 'same-site', 'x']) {
    assert.throws(() => ask(site), { code: 'E_ORIGIN' }, site)
  }
  const both = { origin: 'http://b.example', host: 'a.example', 'sec-fetch-site': 'same-origin' }
  assert.throws(() => checkSite(new Headers(both), alone), { code: 'E_ORIGIN' })
})

test('an event of a joined window may be as large as the larger limit', () => {
  assert.equal(eventBytes({ ...defaultLimits, frameBytes: 10, eventBytes: 20 }), 20)
  assert.equal(eventBytes({ ...defaultLimits, frameBytes: 30, eventBytes: 20 }), 30)
})

test('an allowance is used up, and refills with time up to the burst', () => {
  let now = 1_000_000
  const clock = { now: () => now, after: () => () => undefined }
  const limits = { ...defaultLimits, eventBurst: 4, eventsPerSecond: 2 }
  const window = { allowance: 4, seenAt: now } as Window
  const take = (cost?: number): boolean => takeAllowance(window, limits, clock, cost)
  assert.deepEqual([take(), take(), take(), take(), take()], [true, true, true, true, false])
  now += 499
  assert.equal(take(), false)
  assert.equal(window.seenAt, now)
  now += 1
  assert.equal(take(), true)
  assert.equal(take(), false)
  now += 60_000
  assert.equal(take(3), true, 'a large one costs more')
  assert.equal(take(2), false)
  assert.equal(take(0), true, 'and none costs nothing')
  assert.equal(take(0.5), true, 'a part costs a part')
  assert.equal(take(), false)
  assert.equal(take(0.5), true)
  now += 60_000
  assert.equal(take(1000), true, 'none costs more than the burst')
  assert.equal(take(), false)
  limits.eventsPerSecond = Infinity
  assert.equal(take(), true)
  assert.equal(window.allowance < 1, true)
})

test('an address has a number of windows, and each that ends makes room', () => {
  const addresses = new AddressCount()
  addresses.enter('a', 2)
  addresses.enter('a', 2)
  assert.throws(() => addresses.enter('a', 2), { code: 'E_TOO_MANY_WINDOWS' })
  addresses.enter('b', 2)
  addresses.leave('a')
  addresses.enter('a', 2)
  assert.throws(() => addresses.enter('a', 2), { code: 'E_TOO_MANY_WINDOWS' })
  for (let i = 0; i < 5; i++) addresses.leave('a')
  addresses.enter('a', 1)
  assert.throws(() => addresses.enter('a', 1), { code: 'E_TOO_MANY_WINDOWS' })
})
