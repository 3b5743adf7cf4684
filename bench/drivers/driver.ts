/**
 * What the scenarios need to know of a framework: how to open a window of one of its pages, how to
 * send an event, which frames are answers and what they show. One file per framework fills this in.
 */
import type { TextSocket } from './socket.ts'

export type PageName =
  | 'counter'
  | 'counter-durable'
  | 'table'
  | 'table-memo'
  | 'ticker'
  | 'ticker-shared'
  | 'burner'
  | 'handler'
  | 'files'

export interface Driver {
  /** What a browser does before its socket: fetches the page. Not part of S7's time. */
  load(port: number, page: PageName): Promise<Loaded>
}

export interface Loaded {
  /** Opens the socket and joins; resolves at the server's confirmation. */
  join(): Promise<Window>
  /** What requests of the page's own send as `cookie`. */
  cookie?: string
}

export interface Window {
  readonly socket: TextSocket
  /** Sends an event as a click in the browser would. `row` is the number of the row clicked. */
  send(event: 'burn' | 'inc' | 'touch' | 'relabel', row?: number): void
  /** Calls a handler; of those that have some. */
  call?(name: string): void
  /** Sends an event with arguments, and gives its reply; of those that have some. */
  ask?(event: string, args: object): Promise<unknown>
  /** Called with each frame that answers an event, or that a publish caused. */
  onAnswer: (text: string) => void
  /** What the answer shows: its values without the protocol's own numbers. */
  values(answer: string, row?: number): unknown
}

/** Whether `value` is one of the values, at any depth. Frameworks send numbers or strings. */
export function contains(values: unknown, value: string | number): boolean {
  if (typeof values !== 'object' || values === null) return String(values) === String(value)
  return Object.values(values).some((inner) => contains(inner, value))
}
