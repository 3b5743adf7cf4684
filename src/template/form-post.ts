/**
 * Forms and buttons that work without a script. A form bound to `@submit` is printed with a method and
 * an action, and a button bound to `@click` belongs to a form at the end of the page, so that browsers
 * post them when no script takes the event. server/form-post.ts answers. Only printed pages have this:
 * what comes later comes through a script.
 *
 *     <form method="post" action="/todos?_live=TOKEN&_event=add" live-submit="add">
 *     <form method="post" action="/todos?_live=TOKEN&_handler=["save","",{}]" data-liveview-function="save" …>
 *     <button form="overwire-post-KEY" name="_event:remove {"id":7}" live-click="remove {"id":7}">
 *
 * A button's event stands in its name, since a value would be an argument of its event. Only the page has the
 * key, so that no button in HTML of users belongs to the form.
 */
import { escapeHtml } from '../base/escape.ts'
import { bindingText } from './binding.ts'
import type { AttributeNode, ElementNode } from './parse.ts'

/**
 * Stands in a printed chunk where the attributes go; taken out of a template's own text. A character of
 * one byte: with any other one the engine keeps whole pages in twice the memory.
 */
export const POST_MARK = '\u0001'
/** What the id of the form that posts buttons begins with; it is printed behind the page's view. */
export const POST_FORM = 'overwire-post'
/** Query parameter with the page's token. */
export const TOKEN_FIELD = '_live'
/** Query parameter with a form's event: `add`, `remove {"id":7}`, `3.rename` inside view 3. */
export const EVENT_FIELD = '_event'
/** Query parameter with a form's handler: its name, the form's key and its data, as JSON. */
export const HANDLER_FIELD = '_handler'
/** What the field of a button begins with; its event follows. */
export const EVENT_PREFIX = '_event:'

/** Where the plain posts of a page go. */
export interface PostTarget {
  /** The page's address with its token: `/todos?_live=TOKEN`. */
  readonly action: string
  /** The id of the form that posts buttons, which is the page's own: `overwire-post-KEY`. */
  readonly form: string
  /** The number of the view that is printed. */
  readonly number: number
}

/** A form or button of a template that can be posted. */
export interface Post {
  kind: 'form' | 'button'
  /** The method that it calls, or which of the template's values binds it. */
  event: string | number
  /** `live-value-…` attributes that go along: their names without the prefix. */
  values: [name: string, value: string | number][]
  /** True for buttons that would submit a form around them. */
  submits: boolean
  /** For a form of a handler: the handler's name, and the form's id. */
  call?: { handler: string | number; id: string | number | undefined }
}

/** Submits that call a handler: `submit->page#run`, `page#run`. */
const SUBMITS = /(^|\s)(submit->)?page#run(?=[\s:]|$)/

/**
 * How an element is posted; undefined for elements that are not bound, or say themselves where they are
 * posted to.
 */
export function postOf(element: ElementNode): Post | undefined {
  const isForm = element.name === 'form'
  if (!isForm && element.name !== 'button') return undefined
  const find = (name: string): AttributeNode | undefined =>
    element.attributes.find((one) => one.name.toLowerCase() === name)
  const bare = isForm ? 'submit' : 'click'
  const binding = find(`@${bare}`) ?? find(`live-${bare}`)
  // Forms of signals need the script; without one their fields are at least in no address.
  const isCalled =
    isForm && !binding && (find('data-action') ?? find('data-df-signal')) !== undefined
  const event = isCalled ? '' : binding && valueOf(binding)
  // Text that begins so is a list of commands for the browser.
  if (event === undefined || (typeof event === 'string' && !/^[\w$]*$/.test(event)))
    return undefined
  const own = isForm ? ['method', 'action'] : ['name', 'value', 'form', 'formaction', 'formmethod']
  const taken = [...own, ...own.flatMap((name) => [`.${name}`, `?${name}`])]
  if (taken.some((name) => find(name))) return undefined
  const type = isForm ? undefined : (find('type') ?? find('.type'))
  if (type && !/^button$/i.test(type.parts?.join('\0') ?? '')) return undefined
  const handler = isCalled ? calledHandler(find) : undefined
  const prefix = handler === undefined ? 'live-value-' : 'data-data-'
  const values: Post['values'] = []
  for (const attribute of element.attributes) {
    const value = valueOf(attribute)
    if (!attribute.name.startsWith(prefix) || value === undefined) continue
    values.push([attribute.name.slice(prefix.length), value])
  }
  const post: Post = { kind: isForm ? 'form' : 'button', event, values, submits: !isForm && !type }
  const id = find('id')
  return handler === undefined ? post : { ...post, call: { handler, id: id && valueOf(id) } }
}

/** The handler that a form's submit calls. */
function calledHandler(
  find: (name: string) => AttributeNode | undefined,
): string | number | undefined {
  const [action, handler] = [find('data-action'), find('data-liveview-function')]
  const text = action && valueOf(action)
  return typeof text === 'string' && SUBMITS.test(text) && handler ? valueOf(handler) : undefined
}

/** An attribute's static text, or the number of the value that is all of it. */
function valueOf({ parts, value }: AttributeNode): string | number | undefined {
  if (parts?.length === 1) return parts[0]!
  return parts?.length === 2 && parts[0] === '' && parts[1] === '' ? value : undefined
}

/**
 * The attributes of a form or button, as HTML.
 * @param view the number of the view or component that it is of.
 * @param target undefined where posts are not answered: then a form is at least kept from putting its fields
 * into an address.
 */
export function postAttributes(
  post: Post,
  values: readonly unknown[],
  view: number,
  target: PostTarget | undefined,
): string {
  // Files are told from texts, and left out.
  const method = post.kind === 'form' ? ' method="post" enctype="multipart/form-data"' : ''
  if (target && post.call) return method + handlerAction(post, values, target)
  const event = target && eventText(post, values)
  if (!event) return method
  const full = view === 0 ? event : `${view}.${event}`
  if (post.kind === 'button') {
    return ` form="${target.form}" name="${EVENT_PREFIX}${escapeHtml(full)}"`
  }
  const action = `${target.action}&${EVENT_FIELD}=${encodeURIComponent(full)}`
  return `${method} action="${escapeHtml(action)}"`
}

/** The address that a handler's form is posted to. */
function handlerAction(
  { call, values: data }: Post,
  values: readonly unknown[],
  { action }: PostTarget,
): string {
  const textOf = (value: string | number | undefined): string => {
    const given = typeof value === 'number' ? values[value] : value
    return given === null || given === undefined || given === false ? '' : String(given)
  }
  const own: Record<string, string> = {}
  for (const [name, value] of data) own[name.replaceAll('-', '_')] = textOf(value)
  const key = textOf(call!.id) || (data.length > 0 ? JSON.stringify(own) : '')
  const called = JSON.stringify([textOf(call!.handler), key, own])
  return ` action="${escapeHtml(`${action}&${HANDLER_FIELD}=${encodeURIComponent(called)}`)}"`
}

/** `remove {"id":7}`; "" for no binding, or one to commands. */
function eventText({ event, values: extra }: Post, values: readonly unknown[]): string {
  const bound = typeof event === 'string' ? event : (bindingText('live-', values[event]) ?? '')
  if (bound.startsWith('[') || extra.length === 0) return bound.startsWith('[') ? '' : bound
  const space = bound.indexOf(' ')
  const name = space < 0 ? bound : bound.slice(0, space)
  const args: Record<string, unknown> = {}
  for (const [key, value] of extra) {
    const given = typeof value === 'string' ? value : values[value]
    if (given !== null && given !== undefined && given !== false) args[key] = String(given)
  }
  if (space > 0) Object.assign(args, JSON.parse(bound.slice(space + 1)))
  return `${name} ${JSON.stringify(args)}`
}

/** A page's address with its token. */
export function withToken(url: string, token: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}${TOKEN_FIELD}=${token}`
}
