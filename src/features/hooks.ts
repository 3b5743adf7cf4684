/**
 * The part that gives elements with `live-hook` their hooks: code of the page's own, told when its
 * element comes, changes and goes. Events that views push go to the hooks that take them.
 */
import type { Host, Start } from '../client/host.ts'
import type { Json } from '../wire/frames.ts'
import { HookedElement } from './hooks/hooked-element.ts'
import { DEFINED, registry } from './api/registry.ts'
import { announce, report } from './dom/report.ts'
import { doc, unshadowed } from './dom/unshadowed.ts'
import { elements } from './dom/elements.ts'

export const start: Start = (host) => {
  const hooks = new Hooks(host)
  doc.addEventListener(DEFINED, () => hooks.scan())
  // By then the page's own scripts have run, and what is not defined never will be.
  if (doc.readyState === 'complete') hooks.expectAll()
  else addEventListener('load', () => hooks.expectAll())
  return {
    event(name, payload) {
      hooks.event(name as string, payload ?? null)
      announce('live:event', { name: name as string, payload: payload ?? null })
    },
  }
}

/** What only plays its leave is gone. */
const HOOKED = '[live-hook]:not([live-leaving], [live-leaving] *)'

class Hooks {
  readonly #host: Host
  readonly #hooked = new Map<Element, HookedElement>()
  /** Elements that the patch which is being applied changes. */
  readonly #touched = new Set<HookedElement>()
  readonly #missed = new Set<string>()
  #expectsAll = false
  #isConnected = true

  constructor(host: Host) {
    this.#host = host
    host.observe({
      beforeWrite: (node) => this.#beforeWrite(node),
      patched: () => this.#patched(),
      connection: (state) => this.#connection(state === 'connected', state === 'disconnected'),
    })
    this.scan()
  }

  /** From now on a hook without a definition is an error. */
  expectAll(): void {
    this.#expectsAll = true
    this.scan()
  }

  event(name: string, payload: Json): void {
    for (const hooked of this.#hooked.values()) hooked.take(name, payload)
  }

  /** Finds elements that came and went, those in the layout too, which stay from page to page. */
  readonly scan: () => void = elements<HTMLElement>(HOOKED, {
    added: (element) => this.#mount(element),
    kept: (element) => {
      const hooked = this.#hooked.get(element)
      if (hooked?.name === unshadowed(element).getAttribute('live-hook')) return
      if (hooked) this.#end(element)
      this.#mount(element)
    },
    removed: (element) => this.#end(element),
  })

  #end(element: Element): void {
    const hooked = this.#hooked.get(element)
    this.#hooked.delete(element)
    hooked?.tell('destroyed')
  }

  #mount(element: HTMLElement): void {
    const name = unshadowed(element).getAttribute('live-hook')!
    const { hooks } = registry()
    if (!Object.hasOwn(hooks, name)) return this.#miss(name, Object.keys(hooks))
    try {
      const hooked = new HookedElement(this.#host, element, name, hooks[name]!)
      this.#hooked.set(element, hooked)
      hooked.tell('mounted')
    } catch (error) {
      report('E_HOOK', `The hook ${name} can't be made.`, error)
    }
  }

  #miss(name: string, known: string[]): void {
    if (!this.#expectsAll || this.#missed.has(name)) return
    this.#missed.add(name)
    report(
      'E_HOOK',
      `No hook is called "${name}". Expected one of: ${known.join(', ') || 'none is defined'}. ` +
        `Write defineHooks({ ${name}: { … } }) in a script of the page.`,
    )
  }

  #beforeWrite(node: Node): void {
    for (let at: Node | null = node; at !== null; at = unshadowed(at).parentNode) {
      const hooked = this.#hooked.get(at as Element)
      if (!hooked || this.#touched.has(hooked)) continue
      this.#touched.add(hooked)
      hooked.tell('beforeUpdate')
    }
  }

  #patched(): void {
    const touched = [...this.#touched]
    this.#touched.clear()
    this.scan()
    for (const hooked of touched) {
      if (this.#hooked.get(hooked.element) === hooked) hooked.tell('updated')
    }
  }

  #connection(connected: boolean, lost: boolean): void {
    if (connected === this.#isConnected || !(connected || lost)) return
    this.#isConnected = connected
    for (const hooked of this.#hooked.values())
      hooked.tell(connected ? 'reconnected' : 'disconnected')
  }
}
