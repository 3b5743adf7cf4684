/** Many requests of one network at once: others are heard in between. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import express from 'express'
import { createApp } from 'overwire'
import type { App, AppOptions } from 'overwire'
import { overwire } from 'overwire/express'
import { listen } from 'overwire/node'

const CONNECTIONS = 80
/** Requests of one network in a turn of the event loop. */
const MOST = 12

type Serve = (app: App) => Promise<{ port: number; close: () => unknown }>

const inNode: Serve = (app) => listen(app, { port: 0 })

const inExpress: Serve = async (app) => {
  const server = express().use(overwire(app)).listen(0)
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, close: () => server.close() }
}

/** Posts on many connections at the same time, twice on each. @returns what each turn of the event loop answered. */
async function turnsOf(
  t: TestContext,
  options: AppOptions,
  headersOf: (connection: number) => Record<string, string>,
  serve: Serve = inNode,
): Promise<number[]> {
  let answered = 0
  const app = createApp(options).post('/text', async (asked) => {
    answered++
    return new Response(String((await asked.text()).length))
  })
  const { port, close } = await serve(app)
  t.after(close)
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  t.after(() => agent.destroy())
  const post = (headers: Record<string, string>): Promise<string> =>
    new Promise((resolve, reject) => {
      const asked = request({ port, method: 'POST', path: '/text', agent, headers }, (answer) => {
        let text = ''
        answer.on('data', (piece) => (text += String(piece)))
        answer.on('end', () => resolve(text))
      })
      asked.on('error', reject)
      asked.end('x'.repeat(5000))
    })
  const all = (): Promise<string[]> =>
    Promise.all(Array.from({ length: CONNECTIONS }, (_, i) => post(headersOf(i))))
  // Now all connections are there.
  await all()
  const turns: number[] = []
  let isOver = false
  const turn = (): void => {
    turns.push(answered)
    answered = 0
    if (!isOver) setImmediate(turn)
  }
  answered = 0
  turn()
  assert.deepEqual(new Set(await all()), new Set(['5000']))
  isOver = true
  turns.push(answered)
  assert.equal(
    turns.reduce((sum, one) => sum + one, 0),
    CONNECTIONS,
  )
  return turns
}

test('a turn of the event loop answers a few requests of one network', async (t) => {
  const turns = await turnsOf(t, {}, () => ({}))
  // A turn as it is counted here may have the end of one and the begin of the next.
  assert.ok(Math.max(...turns) <= 2 * MOST, turns.join(' '))
})

test('so it is beside the routes of a host', async (t) => {
  const turns = await turnsOf(t, {}, () => ({}), inExpress)
  assert.ok(Math.max(...turns) <= 2 * MOST, turns.join(' '))
})

test('what a peer says that is no trusted proxy changes nothing', async (t) => {
  const named = (i: number): Record<string, string> => ({ 'x-forwarded-for': `10.0.0.${i}` })
  const turns = await turnsOf(t, { trustedProxies: ['10.9.9.9'] }, named)
  assert.ok(Math.max(...turns) <= 2 * MOST, turns.join(' '))
})

test('behind a proxy it is the network that the proxy names', async (t) => {
  const named = (i: number): Record<string, string> => ({
    'x-forwarded-for': `9.9.9.9, 10.0.0.${i}`,
  })
  const apart = await turnsOf(t, { trustedProxies: 1 }, named)
  assert.ok(Math.max(...apart) > 2 * MOST, apart.join(' '))
  const same = await turnsOf(t, { trustedProxies: 1 }, () => ({ 'x-forwarded-for': '10.0.0.1' }))
  assert.ok(Math.max(...same) <= 2 * MOST, same.join(' '))
})
