/** What a hook is to its author: code of the page's own that lives with an element. */
import type { Commands, Command } from '../../wire/commands.ts'
import type { Json } from '../../wire/frames.ts'

/** What a hook is told; all may be left out, and be async: nothing waits for them. */
export interface HookCallbacks {
  /** The element is in the page. */
  mounted?(): unknown
  /** A patch is about to change the element or something in it. */
  beforeUpdate?(): unknown
  /** A patch changed it. */
  updated?(): unknown
  /** The element is gone. */
  destroyed?(): unknown
  /** The connection is lost, and back. */
  disconnected?(): unknown
  reconnected?(): unknown
}

/** What a hook has as `this`. */
export interface HookContext {
  readonly el: HTMLElement
  /** The element's `live-value-*` as they are now; those that are JSON are read as JSON. */
  readonly values: Readonly<Record<string, Json>>
  /** Sends an event to the view. Resolves with what its method returns; rejects when it is refused. */
  pushEvent<Reply = unknown>(name: string, args?: Record<string, Json>): Promise<Reply>
  /** Takes what the view sends with `pushEvent(name, payload)`, as long as the element is there. */
  handleEvent<Payload = unknown>(name: string, take: (payload: Payload) => void): void
  /** Runs commands for the element: `this.js((js) => js.addClass('drawn'))`. */
  js(commands: Commands | Command[] | ((js: Commands) => Commands)): void
}

// any: what a hook keeps on itself is its own business.
// oxlint-disable-next-line typescript/no-explicit-any -- see above
type Own = Record<string, any>

/** A hook as an object; `this` is a {@link HookContext} and what the hook keeps on itself. */
export type HookObject = HookCallbacks & Own & ThisType<HookContext & Own>

/** A hook as a class, one instance for each element; usually `class Chart extends Hook`. */
export type HookClass = new () => HookCallbacks

export type HookDefinition = HookObject | HookClass
export type HookDefinitions = Record<string, HookDefinition>

/** Base of hooks that are classes: gives `this` its type. The client fills it in before `mounted`. */
export class Hook implements HookCallbacks {
  declare readonly el: HookContext['el']
  declare readonly values: HookContext['values']
  declare pushEvent: HookContext['pushEvent']
  declare handleEvent: HookContext['handleEvent']
  declare js: HookContext['js']

  mounted?(): unknown
  beforeUpdate?(): unknown
  updated?(): unknown
  destroyed?(): unknown
  disconnected?(): unknown
  reconnected?(): unknown
}
