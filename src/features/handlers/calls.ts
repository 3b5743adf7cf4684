/** Calls of handlers: what goes along, when it goes, and what waits for the answer. */
import type { Host } from '../../client/host.ts'
import { Called, FromBrowser } from '../../wire/frames.ts'
import type { Json } from '../../wire/frames.ts'
import { fieldValues, formOf } from '../dom/fields.ts'
import { dataOf, filesKey, FUNCTION } from '../dom/handler-fields.ts'
import { report } from '../dom/report.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'

const FIELDS = 'input, select, textarea, form'

interface Delayed {
  element: Element
  timer: ReturnType<typeof setTimeout>
  send: () => void
}

/** Options of a call. */
export interface CallOptions {
  /** Of the DOM event. Default: "". */
  type?: string
  /** Data beside the element's own. */
  extra?: Record<string, string>
  /** The button that submits. */
  submitter?: Element | null
}

export class Calls {
  /** Forms whose submit waits for its answer. */
  readonly submitted: Set<Element> = new Set<Element>()
  readonly #host: Host
  /** Calls that wait for the user to pause, in order of their last events. */
  readonly #delayed = new Map<string, Delayed>()
  readonly #numbers = new WeakMap<Element, number>()
  /** How many calls of a field wait for their answers. */
  readonly #waiting = new WeakMap<Element, number>()
  #last = 0

  constructor(host: Host) {
    this.#host = host
  }

  /** Calls the element's handler for an event, as its debounce says. */
  run(element: Element, event: Event): void {
    const plain = unshadowed(element)
    const name = plain.getAttribute(FUNCTION)
    if (!name) {
      const text = plain.outerHTML.slice(0, 80)
      return report('E_ACTION', `page#run expects ${FUNCTION}="…" on the element: ${text}`)
    }
    const wait = Number(plain.getAttribute('data-liveview-debounce'))
    const submitter = (event as SubmitEvent).submitter ?? element
    if (wait > 0 && event.type !== 'submit') {
      const send = (): void => this.call(element, name, { type: event.type })
      return this.#delay(element, event.type, wait, send)
    }
    // What was typed goes before what is done with it.
    this.#flush(formOf(element))
    this.call(element, name, { type: event.type, submitter })
  }

  /** Calls a handler for an element. */
  call(
    element: Element,
    name: string,
    { type = '', extra = {}, submitter = null }: CallOptions = {},
  ): void {
    const args: { [key: string]: Json } = {}
    const form = fieldValues(this.#host, element, submitter)
    const data = { ...dataOf(element), ...extra }
    const { lang } = doc.documentElement
    if (Object.keys(form).length > 0) args['form'] = form
    if (Object.keys(data).length > 0) args['data'] = data
    if (lang) args['lang'] = lang
    const key = filesKey(element, name)
    if (key) args['key'] = key
    // At the answer the core shows a view's values again. Handlers have none: what was typed stays.
    const isField = key === undefined && type !== 'submit' && unshadowed(element).matches(FIELDS)
    if (type === 'submit') this.submitted.add(element)
    else if (isField) this.#wait(element, 1)
    const done = (): void => {
      this.submitted.delete(element)
      if (isField) this.#wait(element, -1)
    }
    const call = [Called.HANDLER, name, args]
    const send = (): void =>
      // A refusal is announced when it comes.
      void this.#host
        .ask(FromBrowser.CALL, call, isField ? undefined : element, type)
        .then(done, done)
    if (key === undefined) send()
    // It goes when its files are there.
    else void this.#host.load('uploads').then(send)
  }

  #wait(element: Element, more: number): void {
    const count = (this.#waiting.get(element) ?? 0) + more
    this.#waiting.set(element, count)
    this.#host.own(() => {
      if (count > 0) unshadowed(element).setAttribute('aria-busy', 'true')
      else unshadowed(element).removeAttribute('aria-busy')
    })
  }

  #delay(element: Element, type: string, ms: number, send: () => void): void {
    if (!this.#numbers.has(element)) this.#numbers.set(element, ++this.#last)
    const key = `${this.#numbers.get(element)} ${type}`
    clearTimeout(this.#delayed.get(key)?.timer)
    this.#delayed.delete(key)
    const timer = setTimeout(() => {
      this.#delayed.delete(key)
      if (unshadowed(element).isConnected) send()
    }, ms)
    this.#delayed.set(key, { element, timer, send })
  }

  #flush(form: Element | null): void {
    for (const [key, { element, timer, send }] of [...this.#delayed]) {
      if (!form || formOf(element) !== form) continue
      clearTimeout(timer)
      this.#delayed.delete(key)
      if (unshadowed(element).isConnected) send()
    }
  }
}
