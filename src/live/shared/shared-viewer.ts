/**
 * One instance for many windows: `static shared = (request, params) => key`. It renders once, is
 * compared once and encoded once; the same text goes to every window. A window that can't follow gets
 * all values when it can.
 */
import { detach } from '../../base/detach.ts'
import { fail, LiveError } from '../../base/errors.ts'
import type { Printed } from '../../template/printed.ts'
import type { Effect } from '../../wire/effects.ts'
import type { Ref } from '../../wire/frames.ts'
import type { Receiver } from '../../window/receiver.ts'
import { timed } from '../../window/busy-time.ts'
import type { Window } from '../../window/window.ts'
import { changedMeta } from '../page/page-meta.ts'
import type { PageMeta } from '../page/page-meta.ts'
import { postTarget } from '../page/frame-sink.ts'
import type { Services } from '../page/services.ts'
import { remountView } from '../instance/mount.ts'
import type { LiveRequest } from '../page/request.ts'
import type { AttachedViewer } from './attached-viewer.ts'
import type { SharedInstance } from './shared-instance.ts'
import { sharedKey } from './shared-key.ts'
import type { Renderer } from '../instance/renderer.ts'
import type { PageHead, PageView } from '../page/page-view.ts'
import type { LiveView, LiveViewClass } from '../view/live-view.ts'

/** One window's view of a shared instance. */
export class SharedViewer implements PageView, AttachedViewer {
  readonly window: Window
  readonly #instance: SharedInstance
  readonly #services: Services
  request: LiveRequest
  isBehind = false
  closed = false
  #isPresent = false

  constructor(instance: SharedInstance, window: Window, request: LiveRequest, services: Services) {
    this.#instance = instance
    this.window = window
    this.request = request
    this.#services = services
    instance.enter(this)
  }

  get view(): LiveView {
    return this.#instance.instance.view
  }

  get renderer(): Renderer {
    return this.#instance.instance.renderer
  }

  get sharedKey(): string {
    return this.#instance.key
  }

  get belongsElsewhere(): boolean {
    return sharedKey(this.view.constructor as LiveViewClass, this.request) !== this.sharedKey
  }

  get title(): string {
    return this.renderer.title
  }

  get meta(): PageMeta | undefined {
    return this.view.pageMeta
  }

  get canPrintAgain(): boolean {
    return true
  }

  effect(effect: Effect): void {
    this.window.effects(0, [effect])
  }

  async print(): Promise<Printed> {
    const posts = postTarget(this.window.id, this.request, this.#services)
    const printed = await this.renderer.printShared(posts)
    this.isBehind = printed.renamed
    return printed
  }

  opened(): void {}

  receive(
    n: number,
    name: string,
    args: Record<string, unknown> | undefined,
    wantsReply: boolean,
  ): void {
    const { instance } = this.#instance
    this.#instance.take(this, n, (number) => instance.receive(number, name, args, wantsReply))
  }

  viewInside(number: number): Receiver | undefined {
    const instance = this.#instance
    const receiver = instance.receiver(number)
    if (receiver === undefined) return undefined
    return {
      receive: (n, name, args, wantsReply) =>
        instance.take(this, n, (number) => receiver.receive(number, name, args, wantsReply)),
      resend: () => this.resend(),
      resume: () => receiver.resume(),
      present: ({ here }) => receiver.present({ here }),
      disconnect: () => receiver.disconnect(),
    }
  }

  drained(): Promise<void> {
    return this.#instance.drained()
  }

  visit(n: number, request: LiveRequest): void {
    const admitted = this.admit(request).then(
      (redirectTo) => {
        if (redirectTo !== undefined) return this.window.refuse(n, fail('E_FORBIDDEN'))
        this.request = request
        this.window.update(n, 0, undefined)
      },
      (error: unknown) => {
        const isKnown = error instanceof LiveError
        if (!isKnown) this.#instance.instance.report('visit', error)
        this.window.refuse(n, isKnown ? error : fail('E_MOUNT'))
      },
    )
    detach(admitted, this.#services.logger, 'a visit was not answered')
  }

  takeOver(from: PageHead, n: number): void {
    this.window.retitled = false
    const shown = this.#showAll(n).then(() => {
      const meta = changedMeta(from.meta, this.meta)
      if (meta.length > 0) this.window.effects(0, [['meta', meta]])
      this.#tellUnsaved()
    })
    detach(shown, this.#services.logger, 'a shared view was not shown')
  }

  resend(): void {
    this.isBehind = true
    detach(this.#showAll(0), this.#services.logger, 'a shared view was not shown')
  }

  /** Sends all values; a view that no page has shown yet is rendered for it. */
  async #showAll(ref: Ref): Promise<void> {
    try {
      const printed = await this.#busy(() => this.print())
      printed.release()
      this.isBehind = this.window.congested
      if (!this.isBehind) this.#busy(() => this.renderer.sendAll(this.window, ref))
    } catch (error) {
      this.#instance.instance.report('render', error)
      this.window.refuse(ref, fail('E_MOUNT'))
    }
  }

  #busy<T>(work: () => T): T {
    return timed(this.#services.clock, work, (ms) => this.window.spent(0, ms))
  }

  resume(): void {
    if (this.isBehind && !this.window.congested) {
      this.isBehind = false
      this.renderer.sendAll(this.window, 0)
    }
    this.#instance.instance.resume()
  }

  present({ here }: { here: boolean }): void {
    if (here === this.#isPresent) return
    this.#isPresent = here
    this.#instance.count(here ? 1 : -1)
    if (!here) return
    this.#instance.instance.resume()
    this.#tellUnsaved()
  }

  /** The view said so to all windows, before this one came. */
  #tellUnsaved(): void {
    if (this.view.unsaved === true) this.effect(['unsaved', 0, 1])
  }

  reopen(): Promise<string | undefined> {
    return this.admit()
  }

  /** See {@link SharedInstance.handOver}. */
  handOver(): ReturnType<SharedInstance['handOver']> {
    return this.#instance.handOver()
  }

  disconnect(): void {
    this.leave()
  }

  leave(): void {
    if (this.closed) return
    this.closed = true
    this.present({ here: false })
    this.#instance.exit(this)
  }

  /**
   * Asks for a later visitor, or another address, what was asked for the first one.
   * @returns where this visitor is sent instead.
   * @throws LiveError E_FORBIDDEN, E_NOT_FOUND, and what hooks throw.
   */
  admit(request: LiveRequest = this.request): Promise<string | undefined> {
    return remountView({ view: this.view, request, services: this.#services })
  }
}
