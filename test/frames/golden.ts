/**
 * Reads the golden frames, and renders what they stand for. Templates get the aliases 1, 2, 3… in the
 * order in which a case mentions them, whatever else the process has parsed.
 */
import { readFileSync } from 'node:fs'
import { defaultLimits } from '../../src/base/limits.ts'
import { Differ } from '../../src/template/diff.ts'
import { print } from '../../src/template/print.ts'
import type { Template } from '../../src/template/template.ts'
import type { BrowserFrame, ServerFrame } from '../../src/wire/frames.ts'
import type { Socket } from '../../src/window/outbox.ts'
import { Window } from '../../src/window/window.ts'
import type { Renders } from './renders.ts'

/** A page, the frames that change it, and the page they make of it. */
export interface Update {
  name: string
  page: string
  /** DOM events that the page listens to. */
  events: string
  frames: ServerFrame[]
  result: string
}

export interface BrowserGolden {
  frames: { name: string; frame: BrowserFrame }[]
  mutilated: { name: string; text: string }[]
}

export type SessionGolden = (
  | { from: 'browser'; frame: BrowserFrame }
  | { from: 'server'; frame: ServerFrame }
  | { from: 'network'; note: string }
)[]

export interface ServerGolden {
  name: string
  frame: ServerFrame
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(`test/frames/${name}.json`, 'utf8')) as T
}

export const browserGolden = (): BrowserGolden => read('browser')
export const serverGolden = (): ServerGolden[] => read('server')
export const updatesGolden = (): Update[] => read('updates')
export const sessionGolden = (): SessionGolden => read('session')

/** A socket that keeps what it is given. */
export function openSocket(): { socket: Socket; sent: string[] } {
  const sent: string[] = []
  const send = (text: string): void => void sent.push(text)
  return { sent, socket: { bufferedAmount: 0, send, close: () => undefined } }
}

/** A window with such a socket. */
export function openWindow(): { window: Window; sent: string[] } {
  const { socket, sent } = openSocket()
  const window = new Window('w', defaultLimits)
  window.outbox.attach(socket)
  return { window, sent }
}

/** What the server sends when one render follows the other. */
export function updateOf({ name, before, after, whole }: Renders): Update {
  const { window, sent } = openWindow()
  const aliases = new Set<Template>()
  const differ = new Differ({
    add(template) {
      if (!aliases.has(template)) template.alias = aliases.add(template).size
      window.add(template)
    },
  })
  const first = before()
  const printed = print(first)
  const next = after()
  if (whole) window.values(1, 0, differ.whole(next))
  else window.update(1, 0, differ.diff(first, next))
  return {
    name,
    page: printed.html,
    events: [...printed.events].join(' '),
    frames: sent.map((text) => JSON.parse(text) as ServerFrame),
    result: print(after()).html,
  }
}
