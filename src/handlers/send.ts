/** Answers of handlers: changes of a document, for the browser that asked or for others. */
import { isCodeAttribute } from '../base/address.ts'
import { ownAddress } from '../base/destination.ts'
import { describe, fail } from '../base/errors.ts'
import { perNamespace } from '../base/namespace.ts'
import type { Namespace } from '../base/namespace.ts'
import { deliver } from '../audience/deliver.ts'
import { Address, EVERYBODY } from '../audience/address.ts'
import { mode } from '../template/mode.ts'
import { encode } from '../wire/codec.ts'
import { FromServer } from '../wire/frames.ts'
import type { Effect } from '../wire/effects.ts'
import type { Operation, OperationName, OperationValue } from '../wire/operations.ts'
import type { Consumer } from './consumer.ts'
import { htmlText } from './html-text.ts'
import type { Html } from './html-text.ts'

/** What one step of an answer does. Steps of one send are applied in one pass. */
export interface SendData {
  /** CSS selector of the element to change, or its id: `{ id }`. */
  target?: string | { readonly id: string }
  /** Changes all elements that the selector finds, also if there is none. Default false: the first. */
  all?: boolean
  /** Replaces the target's content; with one of the next keys it goes elsewhere. */
  html?: Html
  /** Adds the HTML at the end of the target. */
  append?: boolean
  /** Adds the HTML at its beginning. */
  prepend?: boolean
  /** Adds the HTML before it. */
  before?: boolean
  /** Adds the HTML behind it. */
  after?: boolean
  /** Puts the HTML in the target's place. */
  replace?: boolean
  /** Makes the target itself equal to the HTML, in place. */
  morph?: boolean
  /** Removes the target. */
  remove?: boolean
  /** Replaces the target's content by a text. */
  text?: string | number
  /** Classes to add, separated by spaces. */
  addClass?: string
  /** Classes to remove. */
  removeClass?: string
  /** Classes to add or remove, whichever it is. */
  toggleClass?: string
  /** Attributes to set; null and false remove them, true sets them empty. */
  attributes?: Readonly<Record<string, string | number | boolean | null>>
  /** Moves the focus to the target. */
  focus?: boolean
  /** A new entry of the history with this address, to which back and forward return. */
  url?: string
  /** The address in place of the current history entry, for example while the user types a search. */
  replaceUrl?: string
  /** The title of the page. */
  title?: string
  /** Scrolls to what this selector finds. */
  scroll?: string
  /** Scrolls to the top. */
  scrollTop?: boolean
  /** JavaScript to run; needs createApp({ allowScript: true }). */
  script?: string
}

/** To whom an answer goes. */
export interface SendOptions {
  /** To all open windows of the app. Default false: to the window that asked. */
  broadcast?: boolean
  /** To these audiences: `room(id)`, `topic(key)`, `user(id)`, `session(id)`. */
  to?: Address | readonly Address[]
  /** A window that is left out, such as the one that asked. */
  except?: Consumer
  /** The app's. Default: that of `consumer` or `except`, else the one that apps share. */
  namespace?: Namespace
}

/**
 * Whether an app of a namespace lets answers carry scripts; apps set it. Windows of apps that do not allow
 * scripts drop them: see Window.hear.
 */
export const scriptsOf: (namespace?: Namespace) => { allowed: boolean } = perNamespace(() => ({
  allowed: false,
}))

const places = ['append', 'prepend', 'before', 'after', 'replace', 'morph'] as const

/**
 * Changes the document of the window that asked, of all, or of an audience.
 * @param consumer the handler's; null where there is none: then `to` or `broadcast` must say who.
 * @param data one step, or several that are applied together.
 * @throws LiveError E_SEND for invalid data, E_SCRIPT where scripts are not allowed.
 */
export function send(
  consumer: Consumer | null,
  data: SendData | readonly SendData[],
  options: SendOptions = {},
): Promise<void> {
  const { broadcast = false, to, except } = options
  const namespace = options.namespace ?? consumer?.namespace ?? except?.namespace
  const steps = Array.isArray(data) ? (data as readonly SendData[]) : [data as SendData]
  const effects = effectsOf(steps, consumer?.allowsScript ?? scriptsOf(namespace).allowed)
  if (effects.length === 0) return Promise.resolve()
  if (consumer?.recorder) {
    consumer.recorder.send(steps, options)
    return Promise.resolve()
  }
  const script = steps.some((step) => step.script !== undefined)
  const how = { except: except?.id, script, namespace }
  if (broadcast) return deliver([EVERYBODY], effects, how)
  if (to !== undefined) return deliver(to instanceof Address ? [to] : to, effects, how)
  if (consumer === null) {
    throw fail('E_SEND', 'send(null, …)', 'a consumer, { broadcast: true } or { to: to.room(id) }')
  }
  consumer.tell(encode([FromServer.EFFECTS, 0, ...effects]), { retitles: steps.some(hasTitle) })
  return Promise.resolve()
}

const hasTitle = ({ title }: SendData): boolean => title !== undefined

/** What the browser does, in this order: the address first, so that what follows belongs to it. */
function effectsOf(steps: readonly SendData[], allowScript: boolean): Effect[] {
  const effects: Effect[] = []
  const operations: Operation[] = []
  for (const step of steps) {
    if (step.url !== undefined) effects.push(['url', path(step.url), 0])
    if (step.replaceUrl !== undefined) effects.push(['url', path(step.replaceUrl), 1])
    operations.push(...operationsOf(step, allowScript))
  }
  if (operations.length === 0) return effects
  if (mode.development) operations.unshift(['report'])
  return [...effects, ['dom', ...operations]]
}

/** Handlers have no page of their own that an address could be relative to. */
function path(url: string): string {
  if (!url.startsWith('/')) throw fail('E_ADDRESS', describe(url))
  return ownAddress(url)
}

function operationsOf(step: SendData, allowScript: boolean): Operation[] {
  const operations: Operation[] = []
  const { target } = step
  if (target !== undefined) operations.push(...targeted(step, selectorOf(target)))
  else if (needsTarget(step)) {
    throw fail('E_SEND', 'send() without a target', "target: '#id', a CSS selector")
  }
  if (step.title !== undefined) operations.push(['title', step.title])
  if (step.scroll !== undefined) operations.push(['scroll', step.scroll])
  if (step.scrollTop) operations.push(['scrollTop'])
  if (step.script !== undefined) {
    if (!allowScript) throw fail('E_SCRIPT')
    operations.push(['script', step.script])
  }
  return operations
}

/** Ids may begin with a digit and have dots and colons in them; selectors of the form `#id` may not. */
function selectorOf(target: string | { readonly id: string }): string {
  if (typeof target !== 'string') return byId(target.id)
  return /^#-?\d[\w-]*$/.test(target) ? byId(target.slice(1)) : target
}

const byId = (id: string): string =>
  `[id="${id.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\a ')}"]`

function needsTarget(step: SendData): boolean {
  const { html, remove, text, addClass, removeClass, toggleClass, attributes, focus } = step
  const given = [html, text, addClass, removeClass, toggleClass, attributes]
  return given.some((value) => value !== undefined) || remove === true || focus === true
}

function targeted(step: SendData, target: string): Operation[] {
  const operations: Operation[] = []
  const add = (name: OperationName, ...args: OperationValue[]): void => {
    operations.push([name, target, ...args, ...(step.all ? [1] : [])])
  }
  if (step.remove) add('remove')
  const place = placeOf(step)
  if (step.html !== undefined) add(place, htmlText(step.html))
  else if (place !== 'html') throw fail('E_SEND', `${place} without html`, 'html`…` beside it')
  if (step.text !== undefined) add('text', String(step.text))
  for (const name of ['addClass', 'removeClass', 'toggleClass'] as const) {
    const classes = step[name]
    if (classes !== undefined) add(name, classes)
  }
  for (const [name, value] of Object.entries(step.attributes ?? {})) {
    // Scripts have a key of their own.
    if (isCodeAttribute(name)) throw fail('E_SEND', `the attribute ${name}`, 'another one')
    add('attribute', name, typeof value === 'number' ? String(value) : value)
  }
  if (step.focus) add('focus')
  return operations
}

function placeOf(step: SendData): OperationName {
  const given = places.filter((place) => step[place])
  if (given.length > 1) throw fail('E_SEND', given.join(' and '), 'one of them')
  return given[0] ?? 'html'
}
