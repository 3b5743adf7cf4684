/** Applies changes by selectors; wire/operations.ts documents them. */
import { BLOCKED_ADDRESS } from '../../base/address.ts'
import type { Host } from '../../client/host.ts'
import type { Operation, OperationName, OperationValue } from '../../wire/operations.ts'
import { attributeFor, checkContent } from '../dom/element-values.ts'
import { formOf, keepFields } from '../dom/fields.ts'
import { morph } from '../morph/morph.ts'
import { report } from '../dom/report.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'

type Act = (element: HTMLElement, value: OperationValue, second: OperationValue) => void

/** How many values follow the selector of an operation on elements. */
const counts: Partial<Record<OperationName, number>> = {
  remove: 0,
  empty: 0,
  focus: 0,
  scroll: 0,
  attribute: 2,
}

export class Operations {
  readonly #host: Host
  /** Forms whose submit waits for its answer: their fields may be written. */
  readonly #submitted: ReadonlySet<Element>
  #reports = false

  constructor(host: Host, submitted: ReadonlySet<Element>) {
    this.#host = host
    this.#submitted = submitted
  }

  /** Applies a list of operations in one pass; one that fails is reported, and the others go on. */
  apply(operations: readonly Operation[]): void {
    this.#reports = false
    this.#host.own(() => {
      for (const operation of operations) {
        try {
          this.#one(operation)
        } catch (error) {
          report('E_SEND', `${operation[0]} failed on ${String(operation[1])}.`, error)
        }
      }
    })
  }

  #one([name, ...args]: Operation): void {
    if (name === 'report') this.#reports = true
    else if (name === 'title') document.title = String(args[0])
    else if (name === 'scrollTop') scrollTo({ top: 0, behavior: calm() })
    else if (name === 'script') runScript(String(args[0]))
    else this.#onElements(name, args)
  }

  #onElements(name: OperationName, [selector, ...rest]: OperationValue[]): void {
    const act = this.#acts[name]
    if (!act) return report('E_SEND', `The client knows no operation called ${name}.`)
    const count = counts[name] ?? 1
    const found = [...doc.querySelectorAll<HTMLElement>(String(selector))]
    const isAll = rest[count] === 1
    // All may be none: what is for everybody comes to windows with other pages too.
    if (found.length === 0 && !isAll && this.#reports) {
      report('E_SEND', `${name}: nothing in the page matches ${String(selector)}.`)
    }
    const meant = isAll ? found : found.slice(0, 1)
    for (const element of meant) act(element, rest[0] ?? null, rest[1] ?? null)
  }

  readonly #acts: Partial<Record<OperationName, Act>> = {
    html: (element, html) => this.#update(element, () => this.#morphInside(element, html)),
    append: (element, html) =>
      this.#insert(element, html, (nodes) => unshadowed(element).append(nodes), true),
    prepend: (element, html) =>
      this.#insert(element, html, (nodes) => unshadowed(element).prepend(nodes), true),
    before: (element, html) =>
      this.#insert(element, html, (nodes) => unshadowed(element).before(nodes)),
    after: (element, html) =>
      this.#insert(element, html, (nodes) => unshadowed(element).after(nodes)),
    replace: (element, html) =>
      this.#insert(element, html, (nodes) => unshadowed(element).replaceWith(nodes)),
    morph: (element, html) => {
      const { parentElement: parent, nextSibling } = unshadowed(element)
      if (!parent) return
      const wanted = this.#host.fragment(String(html), parent)
      this.#update(parent, () => morph(parent, element, nextSibling, wanted))
    },
    remove: (element) => unshadowed(element).remove(),
    empty: (element) => unshadowed(element).replaceChildren(),
    text: (element, text) => {
      checkContent(element)
      Reflect.set(Node.prototype, 'textContent', String(text), element)
    },
    addClass: (element, names) => unshadowed(element).classList.add(...words(names)),
    removeClass: (element, names) => unshadowed(element).classList.remove(...words(names)),
    toggleClass: (element, names) =>
      words(names).forEach((one) => unshadowed(element).classList.toggle(one)),
    attribute: (element, name, value) => setAttribute(element, String(name), value),
    focus: (element) => unshadowed(element).focus(),
    scroll: (element) => unshadowed(element).scrollIntoView({ behavior: calm(), block: 'start' }),
  }

  #morphInside(element: HTMLElement, html: OperationValue): void {
    checkContent(element)
    morph(element, unshadowed(element).firstChild, null, this.#host.fragment(String(html), element))
  }

  #update(element: HTMLElement, change: () => void): void {
    keepFields(this.#host, element, this.#isAnswered, change)
    added(element)
  }

  #insert(
    element: HTMLElement,
    html: OperationValue,
    insert: (nodes: DocumentFragment) => void,
    isInside: boolean = false,
  ): void {
    const parent = unshadowed(element).parentElement ?? element
    const place = isInside ? element : parent
    checkContent(place)
    insert(this.#host.fragment(String(html), place))
    added(unshadowed(element).isConnected ? element : parent)
  }

  readonly #isAnswered = (field: Element): boolean => {
    const form = formOf(field)
    return form !== null && this.#submitted.has(form)
  }
}

/** Tells the page's own scripts that content came. */
function added(element: Element): void {
  unshadowed(element).dispatchEvent(new CustomEvent('DOMContentAdded', { bubbles: true }))
}

const words = (names: OperationValue): string[] => String(names).split(/\s+/).filter(Boolean)

function setAttribute(element: Element, name: string, value: OperationValue): void {
  if (value === null || value === false) return unshadowed(element).removeAttribute(name)
  const text = value === true ? '' : String(value)
  const safe = attributeFor(element, name, text)
  if (safe === undefined || (safe === BLOCKED_ADDRESS && safe !== text)) {
    return report('E_SEND', `${name} may not be a script.`)
  }
  unshadowed(element).setAttribute(name, text)
  const field = element as HTMLInputElement
  if (name === 'value' && 'value' in field) field.value = text
  if (name === 'checked' && 'checked' in field) field.checked = true
}

function calm(): ScrollBehavior {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth'
}

interface ScriptPolicies {
  createPolicy(
    name: string,
    rules: { createScript: (code: string) => string },
  ): { createScript(code: string): string }
}

let scriptPolicy: { createScript(code: string): string } | undefined

/** Runs a script of the server's with the nonce of the page. */
function runScript(code: string): void {
  const { trustedTypes } = globalThis as { trustedTypes?: ScriptPolicies }
  scriptPolicy ??= trustedTypes?.createPolicy('overwire-script', { createScript: (text) => text })
  const script = doc.createElement('script')
  const { nonce } = doc.querySelector<HTMLScriptElement>('script[nonce]') ?? script
  if (nonce) script.nonce = nonce
  script.textContent = scriptPolicy ? scriptPolicy.createScript(code) : code
  doc.head.append(script)
  script.remove()
}
