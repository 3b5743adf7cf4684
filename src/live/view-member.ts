/** A view inside another view: an instance of its own, whose failures stay its own. */
import { Hosted, hostStrings } from '../template/hosted.ts'
import type { HostedContent } from '../template/hosted.ts'
import { html } from '../template/html.ts'
import type { Block } from '../template/html.ts'
import { print } from '../template/print.ts'
import { Differ } from '../template/diff.ts'
import type { Ref } from '../wire/frames.ts'
import { logFailure } from './failure.ts'
import type { InnerView, Member, Owner, ViewOptions } from './member.ts'
import { requireSchemas } from './schema-check.ts'
import type { LiveView } from './view.ts'

/** Sticky views by their window; they outlive the page that opened them. */
const stickyOf = new WeakMap<object, Map<string, ViewMember>>()

export class ViewMember implements Member, HostedContent {
  number = 0
  hosted: Hosted
  readonly tree = null
  bytes: Uint8Array | null = null
  events: Iterable<string> = []
  dirty = true
  isNew = false
  unsettled = true
  busy = false
  rendered = 0
  /** True while no page shows a sticky view. */
  #left = false
  #instance: InnerView | null
  #parent: Owner
  readonly #options: ViewOptions

  /** The view of an earlier page of the window if it is sticky, or a new one. */
  static of(parent: Owner, View: new () => LiveView, options: ViewOptions): ViewMember {
    if (!options.sticky) return new ViewMember(parent, View, options)
    const { outlet } = parent
    const kept = stickyOf.get(outlet) ?? new Map<string, ViewMember>()
    stickyOf.set(outlet, kept)
    const key = `${View.name} ${options.id}`
    const member = kept.get(key) ?? new ViewMember(parent, View, options)
    member.#left = false
    member.#parent = parent
    // Another page counts its renders anew.
    member.rendered = 0
    kept.set(key, member)
    return member
  }

  /** Closes sticky views that the window's new page does not show. */
  static closeLeft(outlet: object): void {
    for (const [key, member] of stickyOf.get(outlet) ?? []) {
      if (!member.#left) continue
      stickyOf.get(outlet)!.delete(key)
      member.#close()
    }
  }

  private constructor(parent: Owner, View: new () => LiveView, options: ViewOptions) {
    if (parent.services.requireSchemas) requireSchemas(View.prototype)
    this.#parent = parent
    this.#options = options
    this.#instance = parent.inner(new View(), options.params ?? {})
    this.number = this.#instance.number
    this.hosted = new Hosted(
      hostStrings(options.tag ?? 'div', options.sticky ?? false),
      this.number,
      this,
    )
  }

  get name(): string {
    return this.#instance?.view.constructor.name ?? 'a view inside'
  }

  /** Mounts and prints it; a failure is shown in its place and goes no further. */
  async open(): Promise<void> {
    const instance = this.#instance!
    try {
      const printed = await instance.openInside()
      if (printed === undefined) return this.#fail()
      this.bytes = printed.bytes
      this.events = printed.events
    } catch (error) {
      const { services, request } = this.#parent
      logFailure(services, instance.view.constructor.name, 'mount', error, request)
      this.#fail()
    }
  }

  /** The page was printed with it; from now on it sends for itself. */
  prepare(): void {
    this.dirty = false
  }

  send(ref: Ref, _whole: boolean): void {
    this.dirty = false
    this.isNew = false
    this.bytes = null
    const { outlet } = this.#parent
    if (this.#instance !== null) this.#instance.resend()
    else outlet.values(0, this.number, new Differ(outlet).all(null, this.#fallback))
    if (ref !== 0) outlet.update(ref, this.number, undefined)
  }

  renew(): void {
    this.dirty = true
    this.isNew = true
  }

  leave(): void {
    if (this.#options.sticky) this.#left = true
    else this.#close()
  }

  #close(): void {
    this.#instance?.disconnect()
    this.#parent.outlet.free(this.number)
  }

  #fail(): void {
    this.#instance?.disconnect()
    this.#instance = null
    const printed = print(this.#fallback)
    this.bytes = printed.bytes.slice()
    this.events = printed.events
    printed.release()
  }

  get #fallback(): Block {
    return this.#options.fallback ?? html`<p role="alert">This part of the page failed to open.</p>`
  }
}
