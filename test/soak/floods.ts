/** Floods of a soak run: each sends more than the limits allow, from addresses of its own. */
import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { loadPage } from '../server/raw-window.ts'
import type { RawWindow } from '../server/raw-window.ts'
import { count, counted, from, join, open } from './visitor.ts'
import type { Place } from './visitor.ts'

const MANY = 400
const HALF =
  'GET /_overwire/ws HTTP/1.1\r\nHost: site.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'

type Flood = (place: Place, address: string) => Promise<void>

const joined = async (
  { url }: Place,
  address: string,
  path = '/',
): Promise<RawWindow | undefined> => {
  const page = await loadPage(url + path, '', from(address))
  return page.token === '' ? undefined : join(url, page, address)
}

async function events(place: Place, address: string): Promise<void> {
  const window = await joined(place, address)
  if (window === undefined) return
  for (let n = 1; n <= MANY; n++) window.send([1, n, 0, 'add'])
  // Acknowledged, so that the answers of those that were taken do not wait.
  for (; window.closed === undefined && !isAnswered(window, MANY);) {
    window.send([2, counted(window)])
    const seen = window.frames.length
    await window.until(() => window.frames.length > seen || window.closed !== undefined)
  }
  for (const frame of window.frames)
    if (frame[0] === 2) count(place.tally.refused, `event ${frame[2]}`)
  await window.close()
}

function isAnswered({ frames }: RawWindow, n: number): boolean {
  return frames.some(([op, ref]) => (op === 1 || op === 2) && [ref].flat().includes(n as never))
}

/** Frames that have no answer of their own end the connection. */
const frames =
  (frame: unknown[]): Flood =>
  async (place, address) => {
    const window = await joined(place, address)
    if (window === undefined) return
    for (let i = 0; i < MANY && window.closed === undefined; i++) window.send(frame)
    count(place.tally.refused, `frame ${String(frame[0])} ${await window.closing()}`)
  }

/** Sockets that never say which page they are for. */
async function unjoined({ url, tally }: Place, address: string): Promise<void> {
  const sockets = await Promise.all(Array.from({ length: 20 }, () => open(url, '', address)))
  const codes = await Promise.all(sockets.map((socket) => socket.closing()))
  for (const code of codes) count(tally.refused, `unjoined ${code}`)
}

/** Requests for sockets that stop in the middle: the server ends them, or their sender does. */
async function halfOpen({ url, random, tally }: Place): Promise<void> {
  const { port } = new URL(url)
  for (let i = 0; i < 20; i++) {
    const socket = connect(Number(port), 'localhost').on('error', () => undefined)
    socket.resume().write(HALF)
    if (random() < 0.3) void wait(500).then(() => socket.resetAndDestroy())
    else socket.on('close', () => count(tally.refused, 'half an upgrade'))
  }
}

/** More windows than an address may have. */
async function windows(place: Place, address: string): Promise<void> {
  const here: RawWindow[] = []
  for (let left = 70; left > 0; left -= 10) {
    const some = Array.from({ length: 10 }, async () => {
      const window = await joined(place, address)
      if (window !== undefined) here.push(window)
    })
    await Promise.allSettled(some)
  }
  for (const window of here) {
    if (window.closed !== undefined) count(place.tally.refused, `window ${window.closed}`)
    window.socket.terminate()
  }
}

/** Loads many pages without connecting them. */
async function pages({ url, tally }: Place, address: string): Promise<void> {
  for (let i = 0; i < 600; i += 20) {
    const some = Array.from({ length: 20 }, () => fetch(url, { headers: from(address) }))
    for (const response of await Promise.all(some)) {
      await response.arrayBuffer()
      if (response.status !== 200) count(tally.refused, `page ${response.status}`)
    }
  }
}

export const floods: readonly Flood[] = [
  events,
  frames([3]),
  frames([4, 0]),
  unjoined,
  halfOpen,
  windows,
  pages,
]
