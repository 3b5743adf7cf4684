/** A view inside another view: an instance of its own, whose failures stay its own. */
import { NestedBlock, nestedStrings } from '../../template/nested-block.ts'
import type { NestedContent } from '../../template/nested-block.ts'
import { html } from '../../template/html.ts'
import type { Block } from '../../template/html.ts'
import { print } from '../../template/print.ts'
import { Differ } from '../../template/diff.ts'
import type { Ref } from '../../wire/frames.ts'
import { logFailure } from '../page/failure.ts'
import { stays } from '../page/reopening.ts'
import { advance } from '../../base/lifecycle.ts'
import type { Transitions } from '../../base/lifecycle.ts'
import { copyOf } from './child.ts'
import type { ChildInstance, Child, ChildState, Parent, ViewOptions } from './child.ts'
import type { KeptView } from './carried.ts'
import { requireSchemas } from '../view/schema-check.ts'
import type { LiveView } from '../view/live-view.ts'

/** Sticky views by their window; they outlive the page that opened them. */
const stickyOf = new WeakMap<object, Map<string, ChildView>>()

const STATES: Transitions<ChildState> = {
  new: ['mounted', 'left'],
  mounted: ['mounted', 'left'],
  left: ['mounted', 'closed'],
  closed: [],
}

/** How it is shown, and what it was in another process. */
type ChildOptions = ViewOptions & { kept?: KeptView | undefined }

export class ChildView implements Child, NestedContent {
  number = 0
  block: NestedBlock
  readonly tree = null
  bytes: Uint8Array | null = null
  events: Iterable<string> = []
  dirty = true
  isNew = false
  unsettled = true
  busy = false
  rendered = 0
  #state: ChildState = 'new'
  #instance: ChildInstance | null
  /** Until it is open, or was asked again for another page of a sticky view. */
  #opening: Promise<void> | null = null
  #parent: Parent
  readonly #options: ViewOptions
  #kept: KeptView | undefined

  /** The view of an earlier page of the window if it is sticky, or a new one. */
  static of(parent: Parent, View: new () => LiveView, options: ChildOptions): ChildView {
    if (!options.sticky) return new ChildView(parent, View, options)
    const { sink } = parent
    const kept = stickyOf.get(sink) ?? new Map<string, ChildView>()
    stickyOf.set(sink, kept)
    const key = `${View.name} ${options.id}`
    const child = kept.get(key) ?? new ChildView(parent, View, options)
    // It is asked again for another page.
    child.unsettled = child.dirty = true
    child.#state = advance(STATES, child.#state, 'mounted')
    child.#parent = parent
    // Another page counts its renders anew.
    child.rendered = 0
    kept.set(key, child)
    return child
  }

  /** Closes sticky views that the window's new page does not show. */
  static closeLeft(sink: object): void {
    for (const [key, child] of stickyOf.get(sink) ?? []) {
      if (child.#state !== 'left') continue
      stickyOf.get(sink)!.delete(key)
      child.#close()
    }
  }

  private constructor(parent: Parent, View: new () => LiveView, options: ChildOptions) {
    if (parent.services.requireSchemas) requireSchemas(View.prototype)
    this.#parent = parent
    this.#options = options
    this.#kept = options.kept
    this.#instance = parent.inner(new View(), options.params ?? {}, options.kept?.number)
    this.number = this.#instance.number
    this.block = new NestedBlock(nestedStrings(options.tag ?? 'div', options), this.number, this)
  }

  /** What lives in its place; null when it failed to open. */
  get instance(): ChildInstance | null {
    return this.#instance
  }

  /** What it was in another process, until it is open. */
  get kept(): KeptView | undefined {
    return this.#kept
  }

  get isSticky(): boolean {
    return this.#options.sticky === true
  }

  get name(): string {
    return this.#instance?.view.constructor.name ?? 'a view inside'
  }

  /**
   * Mounts and prints it; one that an earlier page opened is asked whether its visitor may stay. A failure is
   * shown in its place and goes no further.
   */
  open(): Promise<void> {
    const before = this.#opening
    this.#opening = before ? before.then(() => this.#goOn()) : this.#mount()
    return this.#opening
  }

  /**
   * Asks whether its visitor may stay; who may not sees what is shown when it fails to open.
   * @throws what fails without saying no.
   */
  async reopen(): Promise<void> {
    await this.#opening
    if (this.#instance === null || (await stays(this.#instance.reopen()))) return
    this.#fail()
    this.dirty = true
    this.#parent.changed()
  }

  async #goOn(): Promise<void> {
    const instance = this.#instance
    if (instance === null) return
    try {
      if (!(await stays(instance.reopen()))) this.#fail()
    } catch (error) {
      this.#failed(instance, error)
    }
  }

  async #mount(): Promise<void> {
    const instance = this.#instance!
    try {
      const mayStay = await this.#kept?.open(instance)
      if (mayStay === false) this.#fail()
      if (mayStay !== undefined) return
      const printed = await instance.openInside()
      if (printed === undefined) return this.#fail()
      this.bytes = printed.bytes
      this.events = printed.events
    } catch (error) {
      this.#failed(instance, error)
    } finally {
      this.#kept = undefined
    }
  }

  #failed({ view }: ChildInstance, error: unknown): void {
    const { services, request } = this.#parent
    logFailure(services, view.constructor.name, 'mount', error, request)
    this.#fail()
  }

  /** The page was printed with it; from now on it sends for itself. */
  prepare(): void {
    this.dirty = false
  }

  send(ref: Ref, _whole: boolean): void {
    this.dirty = false
    this.isNew = false
    this.bytes = null
    const { sink } = this.#parent
    if (this.#instance !== null) this.#instance.resend()
    else sink.values(0, this.number, new Differ(sink).all(null, this.#fallback))
    if (ref !== 0) sink.update(ref, this.number, undefined)
  }

  renew(): void {
    this.dirty = true
    this.isNew = true
  }

  leave(): void {
    this.#state = advance(STATES, this.#state, 'left')
    if (!this.#options.sticky) this.#close()
  }

  #close(): void {
    this.#state = advance(STATES, this.#state, 'closed')
    this.#instance?.disconnect()
    this.#parent.sink.free(this.number)
  }

  #fail(): void {
    this.#instance?.disconnect()
    this.#instance = null
    this.#parent.sink.free(this.number)
    const { bytes, events } = copyOf(print(this.#fallback))
    this.bytes = bytes
    this.events = events
  }

  get #fallback(): Block {
    return this.#options.fallback ?? html`<p role="alert">This part of the page failed to open.</p>`
  }
}
