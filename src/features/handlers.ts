/**
 * The part that calls handlers for `data-…` attributes inside of `data-controller="page"`, and applies
 * what they answer. Pages of an app with handlers load it.
 */
import type { Effects, Host } from '../client/host.ts'
import { Called, FromBrowser, Mode } from '../wire/frames.ts'
import type { Operation } from '../wire/operations.ts'
import { isEventAttribute, partOf, preparation } from '../wire/reserved.ts'
import { Actions, CONTROLLED, isControlled } from './handlers/actions.ts'
import { Calls } from './handlers/calls.ts'
import { Keyboard, MAP } from './handlers/keyboard.ts'
import { Intersections, WATCHED } from './handlers/intersections.ts'
import { focusable } from './dom/focus.ts'
import { fileInputs, handlerField } from './dom/handler-fields.ts'
import { Operations } from './handlers/operations.ts'
import { doc, unshadowed } from './dom/unshadowed.ts'
import { ours } from './dom/untrusted.ts'

const ROOM = 'data-room'
const INIT = 'data-liveview-init'
const FOCUS = '[data-liveview-focus="true"]'

/** Starts the part. */
export function start(host: Host): Effects {
  const calls = new Calls(host)
  const operations = new Operations(host, calls.submitted)
  const page = new ControlledPage(host, calls)
  page.start()
  showConnection(host)
  // An answer may bring an address: the history must know by then what the page was before it.
  void host.load('navigation').then(() => {
    // For styles and tests: from here on actions reach their handlers.
    doc.documentElement.setAttribute('data-liveview-ready', '')
  })
  return { dom: (...steps) => operations.apply(steps as unknown as Operation[]) }
}

class ControlledPage {
  readonly #host: Host
  readonly #calls: Calls
  readonly #actions: Actions
  readonly #sightings: Intersections
  readonly #keyboard: Keyboard
  /** The room that the page named last. */
  #room = ''
  /** Elements whose init handler was called. */
  #begun = new WeakSet<Element>()

  constructor(host: Host, calls: Calls) {
    this.#host = host
    this.#calls = calls
    this.#actions = new Actions(calls)
    this.#sightings = new Intersections(calls)
    this.#keyboard = new Keyboard(calls)
  }

  start(): void {
    const { documentElement } = doc
    this.#enterRoom()
    this.#take(documentElement)
    this.#focus(documentElement)
    new MutationObserver((records) => this.#changed(records)).observe(document, {
      childList: true,
      subtree: true,
      attributeFilter: ['data-action', 'data-controller', ROOM, INIT, MAP],
    })
    // The server knows nothing of this window any more.
    this.#host.observe({
      lost: (mode) =>
        queueMicrotask(() => {
          this.#room = ''
          this.#enterRoom()
          if (mode !== Mode.FRESH) return
          this.#begun = new WeakSet()
          this.#begin(documentElement)
        }),
    })
  }

  #enterRoom(): void {
    const room = doc.querySelector(ours(`[${ROOM}]`))?.getAttribute(ROOM) ?? ''
    if (room === this.#room) return
    this.#room = room
    // A refusal is announced when it comes.
    this.#host.ask(FromBrowser.CALL, [Called.ROOM, room]).catch(() => {})
  }

  #changed(records: MutationRecord[]): void {
    for (const { type, target, addedNodes } of records) {
      if (type === 'attributes') this.#take(target as Element)
      for (const node of addedNodes) {
        if (!(node instanceof Element) || !unshadowed(node).isConnected) continue
        // Most of what comes into a live page is none of ours: a thousand rows must cost nothing here.
        if (!isControlled(node) && !unshadowed(node).querySelector(CONTROLLED)) continue
        this.#take(node)
        this.#listen(node)
        this.#focus(node)
      }
    }
    this.#enterRoom()
  }

  /** Prepares an element and everything inside of it. */
  #take(element: Element): void {
    for (const one of within(element, '[data-action]')) this.#actions.bind(one)
    for (const one of within(element, WATCHED)) if (isControlled(one)) this.#sightings.watch(one)
    for (const one of within(element, `[${MAP}]`)) if (isControlled(one)) this.#keyboard.bind(one)
    if (fileInputs(element).some((input) => handlerField(input))) void this.#host.load('uploads')
    this.#begin(element)
  }

  /** Calls the init handlers of elements that are new. */
  #begin(element: Element): void {
    for (const one of within(element, `[${INIT}]`)) {
      if (this.#begun.has(one) || !isControlled(one)) continue
      this.#begun.add(one)
      const name = unshadowed(one).getAttribute(INIT)
      if (name) this.#calls.call(one, name)
    }
  }

  /** Prepares for the `live-…` attributes of what a handler sent. */
  #listen(element: Element): void {
    for (const one of within(element, '*')) {
      for (const { name } of unshadowed(one).attributes) {
        if (name.startsWith('live-') && (isEventAttribute(name) || partOf(name.slice(5)))) {
          this.#host.use(preparation(name.slice(5)))
        }
      }
    }
  }

  #focus(element: Element): void {
    const wanted = within(element, FOCUS).filter(isControlled)
    const first = wanted.find(
      (one) => one.parentElement && focusable(one.parentElement).includes(one as HTMLElement),
    )
    ;(first as HTMLElement | undefined)?.focus()
  }
}

function within(element: Element, selector: string): Element[] {
  const plain = unshadowed(element)
  const inside = [...plain.querySelectorAll(selector)]
  return plain.matches(selector) ? [element, ...inside] : inside
}

/** The element #no-connection says by its classes whether there is a connection. */
function showConnection(host: Host): void {
  const show = (isConnected: boolean): void => {
    const element = doc.getElementById('no-connection')
    element?.classList.toggle('no-connection--show', !isConnected)
    element?.classList.toggle('no-connection--hide', isConnected)
  }
  host.observe({
    connection: (state) => {
      if (state !== 'connecting') show(state === 'connected')
    },
  })
  const showState = (): void => {
    if (doc.documentElement.getAttribute('live-connection') === 'connected') show(true)
  }
  addEventListener('offline', () => show(false))
  // A socket may live through a short while without a network.
  addEventListener('online', showState)
  showState()
}
