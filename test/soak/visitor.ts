/** Visitors of a soak run: they load a page, join it, do something, and leave in the way that browsers do. */
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { loadPage, RawWindow } from '../server/raw-window.ts'
import type { LoadedPage } from '../server/raw-window.ts'

const PATHS = ['/', '/', '/', '/board', '/feed']
const EVENTS = { '/': ['add', 'add', 'slow', 'later', 'task'] } as Record<string, string[]>

/** Close code of a window whose visitor logs out. */
const LOGGED_OUT = 4411

/** What all visitors of a run tell. */
export interface Tally {
  connects: number
  events: number
  logins: number
  resumed: number
  slowReaders: number
  /** Milliseconds from an event to its answer. */
  answers: number[]
  /** Refusals of floods, by what was sent and its answer. */
  refused: Record<string, number>
  /** What must not happen to a visitor. */
  wrong: Record<string, number>
}

export interface Place {
  url: string
  /** A number from 0 to 1. */
  random: () => number
  tally: Tally
}

export const count = (into: Record<string, number>, what: string): void => {
  into[what] = (into[what] ?? 0) + 1
}

/** Loads a page and joins it, as a visitor from an address. */
export async function join(
  url: string,
  page: LoadedPage,
  address: string,
  ...rest: unknown[]
): Promise<RawWindow> {
  const window = await open(url, page.cookie, address)
  window.send([0, 1, page.token, ...rest])
  await window.until(() => window.frames.length > 0 || window.closed !== undefined)
  return window
}

/** A socket that is not joined. */
export async function open(url: string, cookie: string, address: string): Promise<RawWindow> {
  const window = new RawWindow(url, {
    origin: 'https://site.example',
    'x-forwarded-host': 'site.example',
    'x-forwarded-for': address,
    ...(cookie && { cookie }),
  })
  await Promise.race([once(window.socket, 'open'), window.closing()])
  return window
}

/** Headers of a request from an address. */
export const from = (address: string): Record<string, string> => ({ 'x-forwarded-for': address })

export async function visit(place: Place): Promise<void> {
  const { url, random, tally } = place
  const path = PATHS[Math.floor(random() * PATHS.length)]!
  const address = `10.0.${Math.floor(random() * 64)}.1`
  let page = await loadPage(url + path, '', from(address))
  const isMember = random() < 0.1
  if (isMember) {
    tally.logins++
    page = await loadPage(
      url + path,
      await post(url, '/login', address, page.cookie),
      from(address),
    )
  }
  // Some never come for their socket.
  if (random() < 0.05) return
  let window = await join(url, page, address)
  tally.connects++
  let n = await use(place, window, path, 0)
  if (window.closed !== undefined) return count(tally.wrong, `closed with ${window.closed}`)
  const key = window.frames[0]![3] as string
  if (isMember) {
    await post(url, '/logout', address, page.cookie)
    const code = await window.closing()
    return code === LOGGED_OUT ? undefined : count(tally.wrong, `logged out with ${code}`)
  }
  const way = random()
  if (way < 0.4) return void (await window.close())
  window.socket.terminate()
  if (way < 0.7) return
  if (way < 0.85) {
    window = await join(url, await loadPage(url + path, page.cookie, from(address)), address)
    n = 0
  } else {
    tally.resumed++
    window = await join(url, page, address, key, counted(window), [], path)
  }
  tally.connects++
  await use(place, window, path, n)
  if (window.closed !== undefined) return count(tally.wrong, `back, closed with ${window.closed}`)
  await window.close()
}

/** Frames that the server counts; see docs/protocol.md. */
export function counted({ frames }: RawWindow): number {
  return frames.filter(([op]) => ![0, 6, 7].includes(op)).length
}

/** A few events, each with its answer. @returns the number of the last. */
async function use(place: Place, window: RawWindow, path: string, n: number): Promise<number> {
  const { random, tally } = place
  const names = EVENTS[path] ?? ['add']
  for (let left = 2 + Math.floor(random() * 5); left > 0; left--) {
    const isCall = random() < 0.2
    const seq = counted(window)
    n++
    if (isCall) window.send([6, n, seq, random() < 0.5 ? 0 : 1, 'say', {}])
    else window.send([1, n, seq, names[Math.floor(random() * names.length)]])
    const began = performance.now()
    const answer = await window.answer(n)
    if (window.closed !== undefined) return n
    tally.events++
    if (answer[0] === 2) count(tally.wrong, `refused with ${String(answer[2])}`)
    tally.answers.push(performance.now() - began)
    if (random() < 0.1) window.send(random() < 0.5 ? [3] : [4, 0])
    await wait(random() * 300)
  }
  return n
}

async function post(url: string, path: string, address: string, cookie: string): Promise<string> {
  const headers = { ...from(address), ...(cookie && { cookie }) }
  const response = await fetch(url + path, { method: 'POST', headers })
  await response.text()
  return response.headers.get('set-cookie')?.split(';')[0] ?? cookie
}

/** Joins a view that sends much, and reads nothing for a while. */
export async function readSlowly({ url, random, tally }: Place): Promise<void> {
  const address = `10.1.${Math.floor(random() * 64)}.1`
  const window = await join(url, await loadPage(`${url}/ticker`, '', from(address)), address)
  tally.slowReaders++
  window.socket.pause()
  await wait(1000 + random() * 2000)
  if (random() < 0.5) window.socket.resume()
  await wait(200)
  window.socket.terminate()
}
