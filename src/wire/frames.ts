/**
 * The messages of the wire as types and numbers; docs/protocol.md describes each. Both ends import
 * this file, so it holds no code beyond constants.
 */
import type { Effect } from './effects.ts'
import type { Json } from './json.ts'

export type { Json } from './json.ts'

export const PROTOCOL = 1
/** The longest resume key of a JOIN: it may be a window's sealed state. */
export const KEY_LENGTH = 262_144

/** Opcodes of frames from the browser. */
export const FromBrowser = {
  JOIN: 0,
  EVENT: 1,
  ACK: 2,
  PING: 3,
  HEAL: 4,
  NAVIGATE: 5,
  CALL: 6,
} as const

/** Opcodes of frames from the server. */
export const FromServer = {
  HELLO: 0,
  UPDATE: 1,
  ERROR: 2,
  TEMPLATES: 3,
  VALUES: 4,
  TITLE: 5,
  PONG: 6,
  RECONNECT: 7,
  EFFECTS: 8,
  REPLY: 9,
} as const

/** How a NAVIGATE is meant: new parameters for the view that is shown, or a page of its own. */
export const Visit = { PATCH: 0, NAVIGATE: 1 } as const

/** What a CALL names: a handler, a signal, a room to enter, or a handler or signal that files are for. */
export const Called = {
  HANDLER: 0,
  SIGNAL: 1,
  ROOM: 2,
  HANDLER_FILES: 3,
  SIGNAL_FILES: 4,
} as const

/**
 * How a HELLO goes on: the page is current, missed frames follow, or all values follow, of a new view or of the
 * same one in another process.
 */
export const Mode = { ADOPTED: 0, RESUMED: 1, FRESH: 2, MOVED: 3 } as const

export type JoinFrame = [
  op: typeof FromBrowser.JOIN,
  version: number,
  token: string,
  resumeKey?: string,
  lastSeq?: number,
  known?: string[],
  url?: string,
]
export type EventFrame = [
  op: typeof FromBrowser.EVENT,
  n: number,
  seq: number,
  name: string,
  args?: { [key: string]: Json } | null,
  view?: number | null,
  wantsReply?: 1,
]
export type NavigateFrame = [
  op: typeof FromBrowser.NAVIGATE,
  n: number,
  seq: number,
  url: string,
  visit: (typeof Visit)[keyof typeof Visit],
]
export type CallFrame = [
  op: typeof FromBrowser.CALL,
  n: number,
  seq: number,
  kind: (typeof Called)[keyof typeof Called],
  name: string,
  args?: { [key: string]: Json } | null,
]
export type AckFrame = [op: typeof FromBrowser.ACK, seq: number]
export type PingFrame = [op: typeof FromBrowser.PING]
export type HealFrame = [op: typeof FromBrowser.HEAL, view: number]
export type BrowserFrame =
  | JoinFrame
  | EventFrame
  | AckFrame
  | PingFrame
  | HealFrame
  | NavigateFrame
  | CallFrame

/**
 * Numbers of the answered events: 0 for none, 7 for one, [7, 8] for several. -7: event 7 was handled, and
 * work that it began goes on; 7 follows when that is done.
 */
export type Ref = number | number[]

/** A template for the browser; `html` and what follows are left out when it knows the hash. */
export type TemplateEntry = [
  alias: number,
  hash: string,
  html?: string,
  slots?: string[],
  svg?: 0 | 1,
  /** What it is bound to: `click`, `recover/forms`; see preparation() in reserved.ts. */
  needs?: string[],
]

export type HelloFrame = [
  op: typeof FromServer.HELLO,
  version: number,
  build: string,
  resumeKey: string,
  lastEvent: number,
  mode: (typeof Mode)[keyof typeof Mode],
  seq: number,
  /** Bytes that an EVENT or a CALL may have. */
  eventBytes?: number,
]
export type UpdateFrame = [op: typeof FromServer.UPDATE, ref: Ref, view?: number, patch?: Json]
export type ErrorFrame = [
  op: typeof FromServer.ERROR,
  ref: Ref,
  code: string,
  message: string,
  errorId?: string,
]
export type TemplatesFrame = [op: typeof FromServer.TEMPLATES, ...templates: TemplateEntry[]]
export type ValuesFrame = [op: typeof FromServer.VALUES, ref: Ref, view: number, block: Json]
export type TitleFrame = [op: typeof FromServer.TITLE, title: string]
export type PongFrame = [op: typeof FromServer.PONG]
export type ReconnectFrame = [op: typeof FromServer.RECONNECT, ms: number]
export type EffectsFrame = [op: typeof FromServer.EFFECTS, view: number, ...effects: Effect[]]
export type ReplyFrame = [op: typeof FromServer.REPLY, n: number, value: Json]
export type ServerFrame =
  | HelloFrame
  | UpdateFrame
  | ErrorFrame
  | TemplatesFrame
  | ValuesFrame
  | TitleFrame
  | PongFrame
  | ReconnectFrame
  | EffectsFrame
  | ReplyFrame

/** Operations inside a list patch; rows are named by ids from 0 up, so these are negative. */
export const ListOp = { REMOVE: -1, INSERT: -2, MOVE: -3, REPLACE: -4 } as const

/** Stands for "at the end" where a row id is expected. */
export const AT_END = -1

/** Key of the child value that adds text to what is there: `{"+": "text"}`. */
export const APPEND = '+'

/** First character of a slot's description in a {@link TemplateEntry}. */
export const SlotMark = { BOOLEAN: '?', PROPERTY: '.', TEXT: '!' } as const

/** Contents of the comments that stand around a block which is not one element. */
export const BLOCK_START = '['
export const BLOCK_END = ']'
