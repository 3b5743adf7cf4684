/**
 * What the parts of the client that are loaded later get from its core, and what they give it. They
 * import nothing of the core but types, so that each is one file of its own.
 */
import type { FormEntry } from '../base/form-entries.ts'
import type { Json, ServerFrame } from '../wire/frames.ts'
import type { Field } from './fields.ts'
import type { Args } from './payload.ts'
import type { ConnectionState } from './state.ts'

/** How an event goes to the server. */
export interface PushOptions {
  /** Name of the DOM event it comes from; decides how the element waits. Default "". */
  type?: string
  /** Asks for what the event's method returns. Default false. */
  reply?: boolean
}

/** What the page's connection needs of a WebSocket. */
export type TransportSocket = Pick<WebSocket, 'readyState' | 'send' | 'close' | 'addEventListener'>

/** The core, as a later part sees it. */
export interface Host {
  /** The element of the page's own view. */
  readonly root: Element
  /** Names after `live-` that the page's templates used so far. */
  readonly names: ReadonlySet<string>
  /** Parses trusted HTML into nodes for a place, without running scripts. */
  fragment(html: string, place: Node): DocumentFragment
  /**
   * Makes the siblings from `first` up to `end` equal to the nodes of a fragment; see
   * features/morph/morph.ts. The part that has it sets it.
   */
  set morph(morph: (parent: Node, first: Node | null, end: Node | null, wanted: Node) => void)
  /** Begins to open the page's next connection. A part may stand in its place. */
  transport: (url: string) => TransportSocket
  /** Changes the page as the framework does: what is changed inside does not count as foreign. */
  own<T>(change: () => T): T
  /**
   * Sends an event to the view that the element stands in. Resolves at its answer, with the reply if
   * one was asked for; rejects with {@link Refusal} when it is refused. A part may stand before it.
   */
  push: (
    element: Element,
    name: string,
    args: Args,
    options?: PushOptions,
  ) => Promise<Json | undefined>
  /** Takes what the server sent. A part may stand before it for a while, and hold frames back. */
  receive: (frame: ServerFrame) => void
  /**
   * Sends a frame that is answered, such as a NAVIGATE or a CALL: its opcode, and what follows its
   * numbers. `element` waits, as for the DOM event `type`, until the answer comes. A part may stand
   * before it.
   */
  ask: (op: number, rest: Json[], element?: Element, type?: string) => Promise<Json | undefined>
  /** Is told what happens, from now on. */
  observe(observer: Observer): void
  /** What an event on this element carries, by its attributes and kind. */
  argsOf(element: Element, event: Event): Args
  /** What a form sends, by name: see form-fields.ts. `submitter`: the button that is pressed. */
  formFields(form: HTMLFormElement, submitter?: HTMLElement | null): Record<string, FormEntry>
  /** True while the user is in this field, so that its value is theirs. */
  isBusy(field: Field): boolean
  /** Runs a binding's text for an element, as if its event had happened. */
  run(element: Element, event: Event, binding: string): void
  /** Prepares for attributes in the page: listens to `click`, or loads the part of `recover/forms`. */
  use(need: string): void
  /** From now on the content of a portal, which stands at `place` in its view, is in `content`. */
  portal(place: Element, content: Element): void
  /** Gives the connection up for good: no attempt helps any more. */
  stop(): void
  /** Starts another part. */
  load(part: string): Promise<unknown>
}

/** Why an event was refused. */
export interface Refusal {
  code: string
  message: string
}

/** All may be left out. */
export interface Observer {
  /** A patch is about to change this node or something in it. */
  beforeWrite?(node: Node): void
  /** All values of the view with this number are in the page. */
  shown?(view: number): void
  /** Frames were applied: what belongs elsewhere in the page is brought there. */
  written?(): void
  /** All of that is done: the page is current, and so many events have no answer yet. */
  patched?(pending: number): void
  /** An event is about to be sent, or waits for a connection: so many have no answer yet. */
  sending?(pending: number): void
  /**
   * All values come next: of a new view (`Mode.FRESH`), since the server lost it, or of the same one in another
   * process (`Mode.MOVED`), which may have other templates.
   */
  lost?(mode: number): void
  /** The connection's state changed. */
  connection?(state: ConnectionState): void
  /** An element's event runs commands: a binding that begins with "[". */
  command?(element: Element, event: Event, binding: string): void
}

/** What a part does when the server asks for it, by the effect's name. */
export type Effects = Record<string, (...args: Json[]) => void>

/** A part's only export. */
export type Start = (host: Host) => Effects
