/**
 * What a view's class tells hooks by its type: its events, and what it sends. Types alone, for both ends.
 */
import type { Json } from './json.ts'

/**
 * Stands in a view's type.
 * @typeParam Pushed what the view sends to hooks, by name.
 * @typeParam Own names that every view has: no events.
 */
export interface ViewEnds<Pushed extends object, Own extends PropertyKey> {
  readonly pushed: Pushed
  readonly own: Own
}

type EndsOf<View> = View extends { readonly '~ends'?: infer Ends } ? NonNullable<Ends> : never

/** True for `object`, which says nothing. */
type SaysNothing<Pushed> = object extends Pushed ? true : false

/** Names of what a view sends. */
export type PushedName<Pushed> = SaysNothing<Pushed> extends true ? string : keyof Pushed & string

/** The payload; may be left out where it may be null. */
export type PushedPayload<Pushed, Name> =
  SaysNothing<Pushed> extends true
    ? [payload?: Json]
    : Name extends keyof Pushed
      ? null extends Pushed[Name]
        ? [payload?: Pushed[Name]]
        : [payload: Pushed[Name]]
      : never

/** Sends an event to a view whose class is known: names, arguments and results are those of its methods. */
export type PushEvent<View> = <Name extends EventName<View>>(
  name: Name,
  ...args: EventArgs<View[Name]>
) => Promise<Reply<View[Name]>>

/** Takes what a view sends whose class is known. */
export type HandleEvent<View> = <Name extends PushedName<PushedBy<View>>>(
  name: Name,
  take: (payload: PayloadOf<PushedBy<View>, Name>) => void,
) => void

type PushedBy<View> = EndsOf<View> extends ViewEnds<infer Pushed, PropertyKey> ? Pushed : object

type PayloadOf<Pushed, Name> =
  SaysNothing<Pushed> extends true ? Json : Name extends keyof Pushed ? Pushed[Name] : never

/** Names of a view's own methods. The compiler does not see which of them are events. */
type EventName<View> = {
  [K in keyof View]: View[K] extends (...args: never[]) => unknown ? K : never
}[Exclude<keyof View, OwnOf<View>>] &
  string

type OwnOf<View> = EndsOf<View> extends ViewEnds<object, infer Own> ? Own : never

/** What an event takes; `{}` where nothing is given. */
type EventArgs<Method> = Method extends (...args: infer Args) => unknown
  ? Args extends readonly []
    ? [args?: Record<string, never>]
    : Args extends readonly [first?: infer First, ...rest: unknown[]]
      ? Partial<First> extends First
        ? [args?: First]
        : [args: First]
      : never
  : never

type Reply<Method> = Method extends (...args: never[]) => infer Result ? Awaited<Result> : never
