/** What a hook is to its author: code of the page's own that lives with an element. */
import type { Commands, Command } from '../../wire/commands.ts'
import type { Json } from '../../wire/frames.ts'
import type { HandleEvent, PushEvent } from '../../wire/view-ends.ts'

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

/** Sends an event by its name alone. */
type PushAny = <Reply = unknown>(name: string, args?: Record<string, Json>) => Promise<Reply>

/** Takes what a view sends by its name alone. */
type HandleAny = <Payload = unknown>(name: string, take: (payload: Payload) => void) => void

/**
 * What a hook has as `this`.
 * @typeParam View the class of the view it is in, `import type`d from the server's code: then the compiler knows
 * the view's events and what it sends. Default: any.
 */
export interface HookContext<View = unknown> {
  readonly el: HTMLElement
  /** The element's `live-value-*` as they are now; those that are JSON are read as JSON. */
  readonly values: Readonly<Record<string, Json>>
  /** Sends an event to the view. Resolves with what its method returns; rejects when it is refused. */
  readonly pushEvent: unknown extends View ? PushAny : PushEvent<View>
  /** Takes what the view sends with `pushEvent(name, payload)`, as long as the element is there. */
  readonly handleEvent: unknown extends View ? HandleAny : HandleEvent<View>
  /** Runs commands for the element: `this.js((js) => js.addClass('drawn'))`. */
  js(commands: Commands | Command[] | ((js: Commands) => Commands)): void
}

// any: what a hook keeps on itself is its own business.
// oxlint-disable-next-line typescript/no-explicit-any -- see above
type Own = Record<string, any>

/** A hook as an object; `this` is a {@link HookContext} and what the hook keeps on itself. */
export type HookObject<View = unknown> = HookCallbacks & Own & ThisType<HookContext<View> & Own>

/** A hook as a class, one instance for each element; usually `class Chart extends Hook`. */
export type HookClass = new () => HookCallbacks

/** A hook: an object with callbacks, or a class that extends {@link Hook}. */
export type HookDefinition = HookObject | HookClass
/** Hooks by the names that `live-hook` says. */
export type HookDefinitions = Record<string, HookDefinition>

/**
 * Base of hooks that are classes: gives `this` its type. The client fills it in before `mounted`.
 * @typeParam View see {@link HookContext}: `class Chart extends Hook<ChartView>`.
 */
export class Hook<View = unknown> implements HookCallbacks {
  declare readonly el: HookContext['el']
  declare readonly values: HookContext['values']
  declare readonly pushEvent: HookContext<View>['pushEvent']
  declare readonly handleEvent: HookContext<View>['handleEvent']
  declare js: HookContext['js']

  mounted?(): unknown
  beforeUpdate?(): unknown
  updated?(): unknown
  destroyed?(): unknown
  disconnected?(): unknown
  reconnected?(): unknown
}
