/** One file on its way: in parts, with a hash each, from where the server says that it is. */
import type { Args } from '../../client/payload.ts'
import { UPLOAD_PATH } from '../../wire/paths.ts'
import { requestUrl } from '../dom/places.ts'
import { unshadowed } from '../dom/unshadowed.ts'
import { folderPathOf } from './folders.ts'
import type { FileReceiver } from './receivers.ts'

/** Bytes of a part: the first one, and the smallest. */
const FIRST = 256 * 1024
const LEAST = 64 * 1024
/** Milliseconds that a part should take: quicker ones grow, slower ones shrink. */
const QUICK_MS = 400
const SLOW_MS = 1500
/** Milliseconds before the first new attempt, and between the last ones. */
const RETRY_MS = 500
const MOST_RETRY_MS = 8000
/** New tickets that are refused too. */
const MOST_REFUSALS = 2
/** Attempts at a disk that is full, and at a store that can't keep the file. */
const STORE_TRIES = 3

/** What the server says of a file that it does not take, by status: the first at once, the others after some attempts. */
const REFUSALS: Partial<Record<number, string>> = {
  415: 'wrong-type',
  500: 'failed',
  507: 'no-space',
}

/** What the view said of it. */
export interface Acceptance {
  id: string
  sent: number
  ticket: string
  chunk: number
  /** False: it waits for its form. */
  auto: boolean
  /** Parts go where the app says, past it. */
  isDirect: boolean
}

/** What the app says of a part; 0 for nothing. */
interface PutAnswer {
  status: number
  offset?: number
  receipt?: string
  address?: string
}

/** A file that a visitor chose. */
interface Chosen {
  ref: string
  file: File
  element: Element
  receiver: FileReceiver
  retries?: string
}

export class SentFile {
  readonly ref: string
  readonly file: File
  readonly receiver: FileReceiver
  #element: Element
  /** The view's name for the entry in whose place it comes. */
  readonly #retries: string | undefined
  /** The view's name for it; "" until it is taken. */
  id = ''
  #ticket = ''
  #receipt = ''
  #sent = 0
  #reported = 0
  #chunk = FIRST
  #most = FIRST
  #abort: AbortController | null = null
  #isAuto = true
  #isDirect = false
  /** Its form was submitted. */
  isAsked = false
  /** Nothing more of it is to be sent. */
  isSettled = false
  /** It was settled, and its server may be gone: the next one is asked. */
  isInDoubt = false

  constructor({ ref, file, element, receiver, retries }: Chosen) {
    this.ref = ref
    this.file = file
    this.receiver = receiver
    this.#element = element
    this.#retries = retries
  }

  get isSending(): boolean {
    return this.#abort !== null
  }

  get isReady(): boolean {
    const isToBeSent = !this.isSending && !this.isSettled && !this.isInDoubt
    return this.id !== '' && isToBeSent && (this.#isAuto || this.isAsked)
  }

  get hasNews(): boolean {
    return this.isSending && this.#sent !== this.#reported
  }

  /** What the view is told of it; what an earlier view said of it is its proof. */
  get claim(): Args {
    const { name, size, type } = this.file
    const claim: Args = { ref: this.ref, name, size, type }
    const path = folderPathOf(this.file)
    if (path) claim['path'] = path
    if (this.#retries) claim['retries'] = this.#retries
    if (this.#ticket) claim['ticket'] = this.#ticket
    if (this.#receipt) claim['receipt'] = this.#receipt
    return claim
  }

  taken({ id, sent, ticket, chunk, auto, isDirect }: Acceptance): void {
    this.id = id
    this.isInDoubt = false
    this.#ticket = ticket
    this.#sent = sent
    this.#most = chunk
    this.#isAuto = auto
    this.#isDirect = isDirect
  }

  /** Where it was chosen, or what stands there now; undefined when the page shows nothing for it any more. */
  place(): Element | undefined {
    if (!unshadowed(this.#element).isConnected) {
      const found = this.receiver.find()
      if (!found) return undefined
      this.#element = found
    }
    return this.#element
  }

  /** True when it was chosen in this form. */
  isOf(form: Element): boolean {
    const place = this.place() as HTMLInputElement | undefined
    return !!place && (place.form === form || unshadowed(form).contains(place))
  }

  settle(): void {
    this.isSettled = true
    this.isInDoubt = false
  }

  /** The connection is lost, and another server may know nothing of it. */
  doubt(): void {
    if (!this.isSettled) return
    this.isSettled = false
    this.isInDoubt = true
  }

  stop(): void {
    this.#abort?.abort()
  }

  async report(): Promise<void> {
    if (!this.hasNews) return
    this.#reported = this.#sent
    await this.#tell({ sent: [[this.id, this.#sent]] })
  }

  /**
   * Sends what is left of it.
   * @param news is called when a part is there.
   * @returns `gone` when the view does not want it any more, `failed` when it could not be sent.
   */
  async send(news: () => void): Promise<'done' | 'gone' | 'failed'> {
    this.#abort = new AbortController()
    const { signal } = this.#abort
    try {
      for (let failures = 0, refusals = 0; ;) {
        if (signal.aborted) return 'gone'
        const part = await this.#part()
        if (!part) {
          await this.#tell({ failed: [this.id, 'failed'] })
          return 'failed'
        }
        const began = performance.now()
        const { status, offset, receipt } = await (this.#isDirect
          ? this.#putThere(part, signal)
          : this.#put(part, signal))
        if (offset !== undefined) this.#sent = offset
        if (receipt !== undefined) return await this.#done(receipt)
        if (status === 200) {
          this.#pace(performance.now() - began)
          failures = refusals = 0
          news()
          continue
        }
        if (status === 410) return 'gone'
        const refusal = REFUSALS[status]
        if (refusal && (status === 415 || failures >= STORE_TRIES)) {
          await this.#tell({ failed: [this.id, refusal] })
          return 'failed'
        }
        if (status === 403 && (++refusals > MOST_REFUSALS || !(await this.#askAgain()))) {
          // After a login in another tab the browser has another session than this page.
          await this.#tell({ failed: [this.id, 'failed'] })
          return 'failed'
        }
        if (status === 409 && failures++ < STORE_TRIES) continue
        this.#chunk = Math.max(LEAST, this.#chunk / 2)
        await pause(Math.min(MOST_RETRY_MS, RETRY_MS * 2 ** failures++) * (0.5 + Math.random()))
      }
    } finally {
      this.#abort = null
    }
  }

  /** Undefined for a file that can't be read any more. */
  async #part(): Promise<ArrayBuffer | undefined> {
    const end = this.#sent + Math.min(this.#chunk, this.#most)
    try {
      return await this.file.slice(this.#sent, end).arrayBuffer()
    } catch {
      // It was changed or removed since it was chosen.
      return undefined
    }
  }

  /** Puts a part where the app says; the app looks at the file when all of it is there. */
  async #putThere(part: ArrayBuffer, signal: AbortSignal): Promise<PutAnswer> {
    if (this.file.size === 0) return this.#put(part, signal)
    const headers = { 'overwire-ticket': this.#ticket, 'overwire-offset': `${this.#sent}` }
    const ask = (more: Record<string, string>): Promise<PutAnswer> =>
      answerOf(fetch(requestUrl(UPLOAD_PATH), { headers: { ...headers, ...more }, signal }))
    if (part.byteLength > 0) {
      const told = await ask({ 'overwire-length': `${part.byteLength}` })
      if (told.status !== 200 || told.address === undefined) return told
      const put = await answerOf(
        fetch(told.address, { method: 'PUT', body: part, credentials: 'omit', signal }),
      )
      // The store's own words mean nothing here.
      if (put.status !== 200) return { status: 0 }
    }
    const offset = this.#sent + part.byteLength
    return offset === this.file.size ? ask({}) : { status: 200, offset }
  }

  async #put(part: ArrayBuffer, signal: AbortSignal): Promise<PutAnswer> {
    const headers: Record<string, string> = {
      'overwire-ticket': this.#ticket,
      'overwire-offset': `${this.#sent}`,
      'content-type': 'application/octet-stream',
    }
    // Pages without TLS have none; their parts are as safe as TCP makes them.
    if (globalThis.crypto?.subtle)
      headers['overwire-sha256'] = hex(await crypto.subtle.digest('SHA-256', part))
    return answerOf(fetch(requestUrl(UPLOAD_PATH), { method: 'PUT', body: part, headers, signal }))
  }

  async #done(receipt: string): Promise<'done'> {
    this.#receipt = receipt
    // When the view is lost meanwhile, the next one is offered the file with its receipt.
    await this.#tell({ done: receipt })
    return 'done'
  }

  /** Gets another ticket, where the old one is too old. */
  async #askAgain(): Promise<boolean> {
    const place = this.place()
    const ticket = place && (await this.receiver.tell(place, { again: this.id }, { reply: true }))
    if (typeof ticket !== 'string' || ticket === '') return false
    this.#ticket = ticket
    return true
  }

  async #tell(args: Args): Promise<void> {
    const place = this.place()
    if (!place) return
    try {
      await this.receiver.tell(place, args)
    } catch {
      // The core has told the page.
    }
  }

  #pace(ms: number): void {
    if (ms < QUICK_MS) this.#chunk = Math.min(this.#most, this.#chunk * 2)
    else if (ms > SLOW_MS) this.#chunk = Math.max(LEAST, this.#chunk / 2)
  }
}

async function answerOf(asked: Promise<Response>): Promise<PutAnswer> {
  try {
    const response = await asked
    const { status } = response
    return { status, ...((await response.json().catch(() => ({}))) as object) }
  } catch {
    // No network, or no server: it is tried again.
    return { status: 0 }
  }
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

const hex = (digest: ArrayBuffer): string =>
  [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
