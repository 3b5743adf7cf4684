/**
 * What a page's own scripts bring: hooks and commands, by their names. It stands on the window, because
 * those scripts and the running client are modules that don't know each other. The door
 * "overwire/client" exports what fills it.
 */
import type { Json } from '../../wire/frames.ts'
import type { HookDefinition, HookDefinitions } from './hook.ts'
import { doc } from '../dom/unshadowed.ts'

/**
 * A command of the page's own, called once for each target.
 * @param args what `custom(name, args)` gave; null when nothing.
 * @param context the element whose event it is, and that event, if there is one.
 */
export type CustomCommand = (
  target: Element,
  args: Json,
  context: { source: Element; event: Event | undefined },
) => void

/** A function of the page that is connected to a signal; gets a copy of the arguments of its own. */
export type SignalListener = (args: Record<string, Json>) => unknown

/** The form of a call, when it has files. */
export interface CallingForm {
  element: Element
  /** Of the DOM event. */
  type: string
  /** Tells forms of one signal apart. */
  key: string
}

/** A call of a signal that waits for the client. */
export interface WaitingCall {
  name: string
  args: Record<string, Json>
  from?: CallingForm | undefined
  done(answer: Promise<unknown>): void
}

/** `window.overwire`. */
export interface Registry {
  hooks: Record<string, HookDefinition>
  commands: Record<string, CustomCommand>
  signals: Record<string, SignalListener[]>
  /** Calls that were made before the client was there. */
  waiting: WaitingCall[]
  /** Calls a signal, as soon as the client is there. */
  call?: (name: string, args: Record<string, Json>, from?: CallingForm) => Promise<unknown>
}

/** Tells the running client that there is something new; dispatched on the document. */
export const DEFINED = 'live:defined'

/** The page's registry; created at its first use. */
export function registry(): Registry {
  const page = globalThis as { overwire?: Partial<Registry> }
  const found = (page.overwire ??= {})
  found.hooks ??= {}
  found.commands ??= {}
  found.signals ??= {}
  found.waiting ??= []
  return found as Registry
}

/**
 * Defines hooks by the names that `live-hook` uses; at any time, elements that wait get theirs then.
 * `defineHooks({ Chart: { mounted() { draw(this.el, this.values) } } })`, or a class for each.
 */
export function defineHooks(hooks: HookDefinitions): void {
  Object.assign(registry().hooks, hooks)
  doc.dispatchEvent(new Event(DEFINED))
}

/** Defines a command: `js().custom('confetti', { count: 50 })` runs it. */
export function registerCommand(name: string, run: CustomCommand): void {
  registry().commands[name] = run
}
