/**
 * Plain form posts: what a browser sends when no script took the event. The post joins its page as a
 * socket would, sends the event through the gateway and reads the answer, so the same checks, limits and
 * code run; the browser is then sent to the page, which shows its new state. See template/form-post.ts.
 */
import { ownPath } from '../base/destination.ts'
import { describe, fail, LiveError } from '../base/errors.ts'
import { entriesByName } from '../base/form-entries.ts'
import { checkFieldCount } from '../base/form-limits.ts'
import type { Clock } from '../base/clock.ts'
import type { Socket } from '../window/outbox.ts'
import { encode } from '../wire/codec.ts'
import { Called, FromBrowser, FromServer, Mode, PROTOCOL, Visit } from '../wire/frames.ts'
import type { Effect } from '../wire/effects.ts'
import type { CallFrame, EventFrame, HelloFrame, Json, Ref, ServerFrame } from '../wire/frames.ts'
import { EVENT_FIELD, EVENT_PREFIX, HANDLER_FIELD, TOKEN_FIELD } from '../template/form-post.ts'
import { formDataOf } from './form-body.ts'
import { takeFiles, takeHandlerFiles } from './form-files.ts'
import { mayUpload } from '../handlers/calls.ts'
import { Consumer } from '../handlers/consumer.ts'
import { registryOf } from '../handlers/registry.ts'
import type { Services } from '../live/page/services.ts'
import { isPlainPage } from '../live/view/function-page.ts'
import { listsFor, withLists } from './form-lists.ts'
import type { Connection } from './gateway.ts'
import type { Page } from './page.ts'

/** Milliseconds after which a post is answered although its event goes on. */
const ANSWER_MS = 30_000
/** Closes the post's connection as a lost one: its page may come back. */
const DONE = 4000

const TOO_OLD = 'This page was open for too long. Nothing was done: please try again.'

/** What a form or button asks for. */
export interface Posted {
  token: string
  /** Number of the view or component. */
  view: number
  name: string
  args: { [key: string]: Json }
  /** Files of its fields, for the uploads of the same names. */
  files: [name: string, file: File][]
  /** For a form of a handler: the form's key, and its data. The name is the handler's. */
  call?: { key: string; data: Record<string, string> }
}

/** How a post ended. */
export interface PostResult {
  /** The page, which waits to be shown; null when it is gone. */
  page: Page | null
  /** Where the event sends the visitor; undefined: nowhere. */
  location?: string
  /** Messages for the page that is shown next. */
  flashes: Effect[]
  /** What it wrote into the session: see live/page/session-writes.ts. */
  tickets: string[]
}

/** True for a request that a form or button of a page makes. */
export function isFormPost({ method }: { method: string }, query: URLSearchParams): boolean {
  return method === 'POST' && query.has(TOKEN_FIELD)
}

/** A page's address without what its forms add. */
export function withoutPostFields(url: URL): string {
  const query = url.search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && !/^(_live|_event|_handler)(=|$)/.test(part))
  return ownPath(url) + (query.length > 0 ? `?${query.join('&')}` : '')
}

/**
 * Reads what is posted.
 * @param textBytes what its texts may have together; its files may have more.
 * @throws LiveError E_FORM_POST when the event is missing or no event, and for a body that is no form;
 * E_BAD_ARGS for a form of too many entries, E_BODY_SIZE.
 */
export async function readPost(
  request: Request,
  query: URLSearchParams,
  textBytes: number,
): Promise<Posted> {
  const form = await readForm(request)
  checkTexts(form, textBytes)
  const token = query.get(TOKEN_FIELD)!
  const called = query.get(HANDLER_FIELD)
  if (called !== null) {
    const { name, ...call } = readCalled(called)
    const args = entriesByName(entriesOf(form))
    return { token, view: 0, name, args, files: filesOf(form), call }
  }
  const button = [...form.keys()].find((name) => name.startsWith(EVENT_PREFIX))
  const event = query.get(EVENT_FIELD) ?? button?.slice(EVENT_PREFIX.length)
  const [, view = '0', name, bound = '{}'] =
    (event !== undefined && /^(?:(\d+)\.)?([\w$]+)(?: (\{.*\}))?$/s.exec(event)) || []
  if (name === undefined) throw fail('E_FORM_POST', describe(event))
  const args = { ...entriesByName(entriesOf(form)), ...readJson(bound) }
  return { token, view: Number(view), name, args, files: filesOf(form) }
}

/** The handler that a form names, with its key and data. @throws LiveError E_FORM_POST. */
function readCalled(text: string): NonNullable<Posted['call']> & { name: string } {
  const read: unknown = readJson(text)
  const [name, key, data] = Array.isArray(read) ? (read as unknown[]) : []
  if (typeof name !== 'string' || name.length > 200 || typeof key !== 'string') {
    throw fail('E_FORM_POST', describe(text))
  }
  // Texts by name, as the handler's own check of its data demands.
  return { name, key, data: (data ?? {}) as Record<string, string> }
}

async function readForm(request: Request): Promise<FormData> {
  try {
    return await formDataOf(request, () => request.formData())
  } catch (error) {
    if (error instanceof LiveError) throw error
    // Of another type, cut off, or without a boundary: the client is told, `onError` is not.
    throw fail('E_FORM_POST', `a body that is no form (${request.headers.get('content-type')})`)
  }
}

/** @throws LiveError E_BODY_SIZE. */
function checkTexts(form: FormData, most: number): void {
  let length = 0
  for (const [name, value] of form) {
    length += name.length + (typeof value === 'string' ? value.length : value.name.length)
  }
  if (length > most) throw fail('E_BODY_SIZE', most)
}

/** What was chosen: a field without a file posts an empty one. */
function filesOf(form: FormData): Posted['files'] {
  const files: Posted['files'] = []
  for (const [name, value] of form) {
    if (typeof value !== 'string' && (value.name !== '' || value.size > 0))
      files.push([name, value])
  }
  return files
}

/** A form's entries, as the script would send them: files are left out. */
function* entriesOf(form: FormData): Generator<[name: string, value: string]> {
  let entries = 0
  for (const [name, value] of form) {
    checkFieldCount(++entries)
    if (name.startsWith(EVENT_PREFIX) || typeof value !== 'string') continue
    // Forms are posted with CR LF; scripts read LF.
    yield [name, value.replaceAll('\r\n', '\n')]
  }
}

function readJson(text: string): { [key: string]: Json } {
  try {
    return JSON.parse(text) as { [key: string]: Json }
  } catch {
    throw fail('E_FORM_POST', describe(text))
  }
}

/** The browser's end of a connection that lives for one event. */
class PostSocket implements Socket {
  readonly bufferedAmount = 0
  readonly frames: ServerFrame[] = []
  /** Why the server closed it; undefined: it did not. */
  closed: string | undefined
  #waiting: { done: () => boolean; resolve: () => void } | null = null

  send(text: string): void {
    this.frames.push(JSON.parse(text) as ServerFrame)
    this.#look()
  }

  close(_code: number, reason: string): void {
    this.closed ??= reason
    this.#look()
  }

  /** The first frame that fits; undefined when the connection ended or the time is over before. */
  async until<F extends ServerFrame>(
    clock: Clock,
    fits: (frame: ServerFrame) => boolean,
  ): Promise<F | undefined> {
    let found: ServerFrame | undefined
    const done = (): boolean => {
      found = this.frames.find(fits)
      return found !== undefined || this.closed !== undefined
    }
    if (!done()) {
      await new Promise<void>((resolve) => {
        const cancel = clock.after(ANSWER_MS, resolve)
        this.#waiting = { done, resolve: () => (cancel(), resolve()) }
      })
      this.#waiting = null
    }
    return found as F | undefined
  }

  #look(): void {
    if (this.#waiting?.done()) this.#waiting.resolve()
  }
}

/**
 * Runs the event of a post in its page.
 * @param url the page's address as its browser has it, for when it must be mounted anew.
 * @param connect makes a connection of the gateway.
 */
export async function runPost(
  posted: Posted,
  url: string,
  services: Services,
  connect: (socket: Socket) => Connection,
): Promise<PostResult> {
  const { clock } = services
  const socket = new PostSocket()
  const connection = connect(socket)
  connection.receive(encode([FromBrowser.JOIN, PROTOCOL, posted.token, '', 0, [], url]))
  const hello = await socket.until<HelloFrame>(clock, (frame) => frame[0] === FromServer.HELLO)
  const { page } = connection
  if (hello === undefined || page === null) {
    connection.closed(DONE)
    const isOld = socket.closed?.startsWith('E_TOKEN_EXPIRED')
    if (socket.closed?.startsWith('E_TOKEN') && !isOld) throw fail('E_TOKEN')
    if (socket.closed?.startsWith('E_MOUNT_RATE')) throw fail('E_MOUNT_RATE')
    return { page: null, flashes: isOld ? [['flash', 'error', TOO_OLD]] : [], tickets: [] }
  }
  const [, , , , lastEvent, mode, seq] = hello
  // In a page that was mounted anew the number may be another component's.
  if (mode === Mode.FRESH && posted.view !== 0) {
    connection.closed(DONE)
    return { page, flashes: [['flash', 'error', TOO_OLD]], tickets: [] }
  }
  const { HEAL, NAVIGATE } = FromBrowser
  const n = lastEvent + 1
  // What waited for a socket was shown when the page was printed.
  socket.frames.length = 0
  try {
    connection.receive(encode(await frameOf(posted, page, { n, seq, services })))
  } catch (error) {
    connection.closed(DONE)
    throw error
  }
  await socket.until(clock, (frame) => answers(frame, n))
  if (posted.call && isPlainPage(targetOf(page, 0) ?? {})) {
    // Its function says what the page is now.
    const again = page.instance.request.url
    connection.receive(encode([NAVIGATE, n + 1, seq, again, Visit.PATCH]))
    await socket.until(clock, (frame) => answers(frame, n + 1))
  }
  const before = socket.frames.length
  // All values come when everything that the event began in its turn is done, such as a livePatch.
  connection.receive(encode([HEAL, 0]))
  await socket.until(
    clock,
    (frame) => frame[0] === FromServer.VALUES && socket.frames.indexOf(frame) >= before,
  )
  connection.closed(DONE)
  return { page, ...readFrames(socket.frames, n) }
}

/** What a script would send, when the files of the form are there. */
async function frameOf(
  { name, view, args, files, call }: Posted,
  page: Page,
  { n, seq, services }: { n: number; seq: number; services: Services },
): Promise<EventFrame | CallFrame> {
  if (call === undefined) {
    const target = targetOf(page, view)
    if (files.length > 0) await takeFiles(target, files, page.instance.request, services)
    return [FromBrowser.EVENT, n, seq, name, await withLists(target, name, args), view]
  }
  const { form, uploads: fields } = registryOf(services.namespace).find(name)?.options ?? {}
  const consumer = Consumer.of(page, services)
  if (files.length > 0 && (await mayUpload(consumer, { ...call, name }, services))) {
    await takeHandlerFiles(consumer, { ...call, name, fields }, files, services)
  }
  const { lang } = page.instance.request
  const content = { form: await listsFor(form, args), ...call, lang }
  return [FromBrowser.CALL, n, seq, Called.HANDLER, name, content]
}

/** The view or component that has the event; undefined for one in another thread. */
function targetOf({ window, instance }: Page, view: number): unknown {
  const at = view === 0 ? instance : window.viewAt(view)
  const { component, view: own } = (at ?? {}) as { component?: object; view?: object }
  return component ?? own
}

function answers(frame: ServerFrame, n: number): boolean {
  const { UPDATE, VALUES, ERROR } = FromServer
  if (frame[0] !== UPDATE && frame[0] !== VALUES && frame[0] !== ERROR) return false
  const ref: Ref = frame[1]
  return Array.isArray(ref) ? ref.includes(n) : ref === n
}

/** What the frames mean for a browser that only gets the next page. */
function readFrames(frames: readonly ServerFrame[], n: number): Omit<PostResult, 'page'> {
  const flashes: Effect[] = []
  const tickets: string[] = []
  let location: string | undefined
  for (const frame of frames) {
    if (frame[0] === FromServer.ERROR && answers(frame, n)) {
      flashes.push(['flash', 'error', frame[3]])
    }
    if (frame[0] !== FromServer.EFFECTS) continue
    const [, , ...effects] = frame
    for (const effect of effects) {
      const [name, target] = effect
      if (name === 'flash') flashes.push(effect)
      if (name === 'session') tickets.push(String(target))
      if (name === 'url' || name === 'navigate' || name === 'load') location = String(target)
    }
  }
  return location === undefined ? { flashes, tickets } : { flashes, tickets, location }
}
