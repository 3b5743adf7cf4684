/** Views of actors.test.ts: threads load them from here. */
import { threadId } from 'node:worker_threads'
import { z } from 'zod'
import { event, html, liveView, LiveView, publish } from 'overwire'
import type { LiveRequest, Params } from 'overwire'

export class Crunch extends LiveView {
  static override useActors = true
  static override module = import.meta.url
  total = 0
  said = ''

  override mount(_request: LiveRequest, { id }: Params) {
    this.pageTitle = `Crunch ${id}`
    this.pageMeta = { description: 'numbers' }
    void this.subscribe('crunch')
  }

  override handleInfo(name: string) {
    this.said = name
  }

  @event(z.object({ by: z.number() }))
  add({ by }: { by: number }) {
    this.total += by
    return this.total
  }

  @event fail() {
    throw new Error('in a thread')
  }

  @event tell() {
    void publish('crunch', 'told')
  }

  @event die() {
    setImmediate(() => process.exit(1))
  }

  /** Errors that no code catches: a promise's, a timer's, and values that are no errors. */
  @event stray() {
    void Promise.reject(Object.assign(new RangeError('stray promise'), { code: 'E_OWN' }))
    setTimeout(() => {
      throw new Error('stray timer')
    }, 1)
    void Promise.reject(Object.assign(Object.create(null), { run() {} }))
  }

  /** Keeps a processor busy. */
  @event(z.object({ ms: z.number() }))
  burn({ ms }: { ms: number }) {
    const end = performance.now() + ms
    while (performance.now() < end) this.total++
  }

  render() {
    return html`<p>${this.total}</p><i>thread ${threadId}</i><b>${this.said}</b>`
  }
}

/** Asks for permissions, in its thread. */
export class Vault extends LiveView {
  static override useActors = true
  static override module = import.meta.url
  static override permissionRequired = 'see'
  opened = 0

  @event({ permissionRequired: 'open' }) open() {
    this.opened++
  }
  @event look() {}

  render() {
    return html`<p>vault ${this.opened}</p><b @click=${this.open} @focus=${this.look}></b>`
  }
}

/** Shows a view for which a permission is needed. */
export class Hall extends LiveView {
  static override useActors = true
  static override module = import.meta.url
  @event look() {}
  render() {
    const fallback = html`<em>not yours</em>`
    return html`<h1>hall</h1>${liveView(Vault, { id: 'vault', fallback })}`
  }
}

/** Reads its session, and writes where that can be kept and where it can't. */
export class Desk extends LiveView {
  static override useActors = true
  static override module = import.meta.url
  n = 0

  override mount({ session }: LiveRequest) {
    session['seen'] = 'desk'
  }

  @event look() {
    this.n++
    return `${String(this.request.session['name'])} ${String(this.request.session['seen'])}`
  }
  @event write() {
    this.request.session['name'] = 'Eve'
  }
  @event fail() {
    throw new Error('in a thread')
  }

  render() {
    return html`<p>${this.n}</p>`
  }
}

export class Elsewhere extends LiveView {
  render() {
    return html`<p>plain</p>`
  }
}

export class NoModule extends LiveView {
  static override useActors = true
  render() {
    return html`<p>never</p>`
  }
}

/** Keeps what events bring. */
export class Holding extends LiveView {
  static override useActors = true
  static override module: string = import.meta.url
  items: unknown = null
  @event keep({ items }: { items: unknown }): void {
    this.items = items
  }
  render() {
    return html`<button @click=${this.keep}></button>`
  }
}

/** Takes as long as it is told, in each way that a visitor can ask for. */
export class Busy extends LiveView {
  static override useActors = true
  static override module: string = import.meta.url
  done: number[] = []
  /** Milliseconds that the next render takes. */
  slow = 0

  override mount({ query }: LiveRequest) {
    spin(Number(query.get('mount') ?? 0))
  }
  @event spin({ ms, n = 0 }: { ms: number; n?: number }) {
    spin(ms)
    this.done.push(n)
    return this.done
  }
  /** Waits, and takes nothing. */
  @event async rest({ ms }: { ms: number }) {
    await new Promise((resolve) => setTimeout(resolve, ms))
  }
  @event who() {
    const { id, name } = (this.request.user ?? {}) as { id?: string; name?: string }
    return `${id} ${name}`
  }

  render() {
    spin(this.slow)
    this.slow = 0
    return html`<p @click=${this.spin} @focus=${this.rest} @blur=${this.who}>${this.done.length}</p>`
  }
}

/** The same, of which a thread knows nothing yet when it knows the other. */
export class Calm extends Busy {}

/** Nothing else of its thread runs for so long. */
function spin(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end);
}
