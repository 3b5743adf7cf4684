/** What the server asks of a page beside showing: each effect's name, and what it carries. */
import type { Command } from './commands.ts'
import type { Json } from './json.ts'

/** Arguments of each effect, by its name. docs/protocol.md says what they do. */
export interface EffectArgs {
  /** Shows a message for a while. */
  flash: [level: string, message: string]
  /** Takes messages of a level away; null: all. */
  unflash: [level: string | null]
  /** An event for the page's hooks and listeners. */
  event: [name: string, payload: Json]
  /** Runs commands, as `js()` makes them. */
  js: [commands: Command[]]
  /** Another address of the same view: a new entry of the history, or 1: in place of this one. */
  url: [address: string, replace: number]
  /** Another page over the socket; 1: in place of this entry of the history. */
  navigate: [address: string, replace: number]
  /** Another page, loaded as a document. */
  load: [address: string]
  /** Changes of `<meta>`: name and content; null removes it. */
  meta: [changes: Json]
  /** The view has something unsaved (1), or not any more (0). */
  unsaved: [view: number, isUnsaved: number]
  /** The session changed: the page fetches its cookie with this ticket. */
  session: [ticket: string]
  /** The page has no token that counts, by this close code: it fetches another. The page asks itself. */
  token: [close: number]
  /** Changes of the document that a handler sends. */
  dom: [...operations: Json[]]
  /** A signal for functions of the page. */
  call: [signal: string, args: Json]
}

/** Name of an effect. */
export type EffectName = keyof EffectArgs

/** An effect as it is sent: `['flash', 'info', 'Saved']`. */
export type Effect = { [Name in EffectName]: [name: Name, ...args: EffectArgs[Name]] }[EffectName]
