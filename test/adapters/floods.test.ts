/** Requests that do not wait for their answers, beside the routes of a host. */
import assert from 'node:assert/strict'
import type { Server } from 'node:http'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { serve as serveHono } from '@hono/node-server'
import express from 'express'
import Fastify from 'fastify'
import { Hono } from 'hono'
import { createApp, html, LiveView } from 'overwire'
import type { App } from 'overwire'
import { overwire as forExpress } from 'overwire/express'
import { overwire as forFastify } from 'overwire/fastify'
import { overwire as forHono } from 'overwire/hono'
import { inTime } from '../eventually.ts'
import { urlOf } from './url-of.ts'

/** It may be reset: that is an end too. */
const closeOf = (socket: Socket): Promise<void> =>
  new Promise((resolve) => void socket.once('close', () => resolve()))

class Page extends LiveView {
  override render() {
    return html`<p>page</p>`
  }
}

const hosts = {
  async express(app: App) {
    const host = express()
    host.use(forExpress(app))
    return host.listen(0)
  },
  async fastify(app: App) {
    const host = Fastify()
    await host.register(forFastify(app))
    await host.listen({ port: 0 })
    return host.server
  },
  async hono(app: App) {
    const host = new Hono()
    host.use(forHono(app))
    return serveHono({ fetch: host.fetch, port: 0 }) as Server
  },
}

for (const [name, start] of Object.entries(hosts)) {
  test(`${name}: too many requests on one connection end it, and so does a body that nobody reads`, async (t) => {
    let asked = 0
    const logger = { info() {}, warn() {}, error() {} }
    const app = createApp({ secret: 'a secret of floods', logger, development: false })
      .live('/', Page)
      .get('/slow', () => {
        asked++
        return new Promise<Response>(() => {})
      })
    const server = await start(app)
    const url = await urlOf(t, app, server)
    assert.equal((await fetch(url)).status, 200)
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.on('error', () => {})
    const closed = closeOf(socket)
    socket.write('GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n'.repeat(1000))
    await inTime(closed, 'it is closed')
    assert.ok(asked <= 101, `${asked} were asked`)

    const sender = connect({
      port: Number(new URL(url).port),
      host: '127.0.0.1',
      localAddress: '127.0.0.9',
    })
    sender.on('error', () => {}).on('data', () => {})
    const ended = closeOf(sender)
    sender.write('GET / HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n')
    const chunks = setInterval(() => sender.write('1\r\na\r\n'), 50)
    t.after(() => clearInterval(chunks))
    await inTime(ended, 'it is closed too', { mostMs: 20_000 })
  })
}
