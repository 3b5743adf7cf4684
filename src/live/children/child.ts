/**
 * What parent and child know of each other: a view, and the components and views inside.
 */
import { fail } from '../../base/errors.ts'
import type { NestedBlock } from '../../template/nested-block.ts'
import type { Block } from '../../template/html.ts'
import type { Printed } from '../../template/printed.ts'
import type { Ref } from '../../wire/frames.ts'
import type { Provider } from '../view/context.ts'
import type { EventCall } from '../view/event-call.ts'
import type { FrameSink } from '../page/frame-sink.ts'
import type { Services } from '../page/services.ts'
import type { Reopening } from '../page/reopening.ts'
import type { LiveRequest, Params } from '../page/request.ts'
import type { LiveView } from '../view/live-view.ts'

/** What every component is given. */
export interface Identity {
  /** Tells it from its siblings of the same class in the view; state stays with it. */
  id: string | number
}

/** How a component or a view stands in the page. */
export interface HostOptions {
  /** The element around it; `tr` inside a table's body, for example. Default "div". */
  tag?: string
}

/** Options of liveView(). */
export interface ViewOptions extends HostOptions {
  /** Tells it from other views of its class in the page. */
  id: string
  /** What its `mount` gets as parameters. Default none. */
  params?: Params
  /**
   * Keeps the instance and its nodes when the window goes to another page that has it too, with the same id.
   * Default false.
   */
  sticky?: boolean
  /** Shown in its place when it fails to open. Default: a sentence. */
  fallback?: Block
}

/** What a LiveComponent is made of. */
export interface ComponentShape {
  props: object
  mount?(): void | Promise<void>
  update?(): void | Promise<void>
  render(): Block
  unmount?(): void
}

/** A component's class. `P` are its props. */
export interface ComponentClass<P extends object> {
  new (): ComponentShape & { props: Readonly<P & Identity> }
  readonly name: string
  updateMany?(components: never[]): void | Promise<void>
}

/** What a template can name while it is rendered. */
export interface ChildRegistry {
  /** What error sentences call it: the class of the view or component. */
  readonly name: string
  component<P extends object>(
    Component: ComponentClass<P>,
    props: P & Identity,
    options: HostOptions,
  ): NestedBlock
  inside(View: new () => LiveView, options: ViewOptions): NestedBlock
}

/** A component or a view inside another view. */
export interface Child {
  readonly name: string
  readonly number: number
  readonly block: NestedBlock
  /** What it shows; null when that is its own business. */
  readonly tree: Block | null
  /** Its place in the browser is new, and empty. */
  readonly isNew: boolean
  /** It must be rendered again. */
  dirty: boolean
  /** It must be mounted, or take its props, before it can be rendered. */
  unsettled: boolean
  /** That takes time. */
  busy: boolean
  /** The render that named it last. */
  rendered: number
  /** Renders it for the page that is printed. */
  prepare(): void
  send(ref: Ref, whole: boolean): void
  leave(): void
}

/** An event of a view or of a component inside. */
export type ViewEvent = EventCall<Child & { component: object }>

/** The view that children belong to. */
export interface Parent extends Provider {
  readonly view: LiveView
  readonly request: LiveRequest
  readonly sink: FrameSink
  /** Its number in the window. */
  readonly number: number
  readonly services: Services
  /** Counts renders. */
  readonly renders: number
  /** Takes an event of its view or a component. */
  accept(call: ViewEvent, name: string, args: Record<string, unknown>): void
  /** Renders when it is its turn. */
  changed(): void
  /** Runs something in turn with the view's events; false: it is closed, or too much waits. */
  post(what: string, run: () => unknown): boolean
  /** Logs a failure of work that is not awaited. */
  report(what: string, error: unknown): void
  /** An instance for a view inside. @param number the one that it had in another process. */
  inner(view: LiveView, params: Params, number?: number): ChildInstance
}

/** What a child goes through: made, mounted, and not shown any more. A sticky view may be shown again. */
export type ChildState = 'new' | 'mounted' | 'left' | 'closed'

/** A view inside, as the page around it is printed with it. */
export interface InsidePrint {
  bytes: Uint8Array
  events: Iterable<string>
}

/** Keeps what was printed for longer than its memory is. */
export function copyOf(printed: Printed): InsidePrint {
  const bytes = printed.bytes.slice()
  printed.release()
  return { bytes, events: printed.events }
}

/** The instance of a view inside another one. */
export interface ChildInstance extends Reopening {
  readonly number: number
  readonly view: LiveView
  /** Mounts and prints it; undefined: its visitor is sent elsewhere. */
  openInside(): Promise<InsidePrint | undefined>
  resend(): void
  disconnect(): void
}

/** A component's own child, as others find it. */
interface ComponentOwner extends Provider {
  readonly view: LiveView
  readonly state: ChildState
}

const components = new WeakMap<object, ComponentOwner>()

/** @throws LiveError E_NOT_OPEN before a component is mounted and after it has left. */
export function childOf(component: object): Provider & { view: LiveView } {
  const child = components.get(component)
  if (child === undefined || child.state === 'left')
    throw fail('E_NOT_OPEN', component.constructor.name)
  return child
}

export function ownComponent(component: object, child: ComponentOwner): void {
  components.set(component, child)
}

/** True for a component that is not shown any more. */
export function hasLeft(component: object): boolean {
  return components.get(component)?.state === 'left'
}
