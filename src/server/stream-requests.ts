/**
 * Connects pages that no WebSocket reaches: one POST opens a stream of frames, others bring the browser's. Both are
 * checked as an upgrade is, and end in the gateway.
 *
 *     POST /_overwire/events         200: the stream; 403, 429: it may not be opened; 503: the server stops
 *     POST /_overwire/frames         204: taken, or taken before; 202: handed to the process that has the stream
 *     overwire-connection: …             410: there is no such stream any more; 403: another site or session
 *     overwire-number: 1                 413: too long; 503: too many unfinished bodies
 *     overwire-close: 1000 (the last)
 */
import { LiveError } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import { inTime } from '../base/wait.ts'
import { topicsOf } from '../pubsub/topics.ts'
import type { Topics } from '../pubsub/topics.ts'
import type { Subscriber } from '../pubsub/subscription.ts'
import {
  BATCH_LENGTH,
  CLOSE_HEADER,
  CONNECTION_HEADER,
  NUMBER_HEADER,
  STREAM_TYPE,
} from '../wire/fallback.ts'
import { KEY_LENGTH } from '../wire/frames.ts'
import { statusOf } from './error-answers.ts'
import type { Connect } from './form-posts.ts'
import type { Settings } from './settings.ts'
import type { SocketRequest } from './pages.ts'
import { basePathOf } from './placed-requests.ts'
import { checkOrigin, eventBytes, isEncrypted } from './rate-limits.ts'
import { bodyOf, limitBody } from './request-body.ts'
import { StreamSocket } from './stream-socket.ts'
import type { FramePost } from './stream-socket.ts'
import type { Signer } from './tokens.ts'
import type { UnfinishedBody } from './unfinished-bodies.ts'
import type { Visitor, Visitors } from './visitors.ts'
import type { Windows } from './windows.ts'

/** What streams need of the app. */
export interface StreamParts {
  readonly signer: Signer
  readonly visitors: Visitors
  readonly windows: Windows
  readonly connect: Connect
  /** @throws LiveError for a socket that may not be opened. */
  checkSocket(request: SocketRequest): void
}

/** A stream's sealed name: other names can't be guessed, and any process can read which process has the stream. */
interface StreamName {
  readonly process: string
  readonly key: string
}

/** A POST that reached another process than its stream. */
interface HandedOn extends FramePost {
  readonly id: string
  readonly session: string
}

/** How often streams show that they are used: proxies close what is silent for a minute. */
const BEAT_MS = 20_000
/** Milliseconds that the first stream waits for what other processes hand on. */
const TOPIC_MS = 2000
/** POSTs that must miss their streams before the log says why. */
const MANY_MISSED = 10
/** The purpose that names are sealed for. */
const STREAM = 'stream'
const CODES = /^(1000|[34]\d\d\d)$/

export class StreamRequests {
  readonly #settings: Settings
  readonly #parts: StreamParts
  readonly #topics: Topics
  /** Names this process to others. */
  readonly #process = randomId(9)
  readonly #sockets = new Map<string, StreamSocket>()
  readonly #handedOn: Subscriber<HandedOn> = {
    hear: (post) => {
      const socket = this.#sockets.get(post.id)
      if (socket?.isOf(post.session)) socket.take(post)
    },
  }
  #listening: Promise<void> | undefined
  #cancelBeat: (() => void) | null = null
  #isNoted = false
  /** POSTs to streams of other processes, without a layer that would hand them on. */
  #missed = 0

  constructor(settings: Settings, parts: StreamParts) {
    this.#settings = settings
    this.#parts = parts
    this.#topics = topicsOf(settings.services.namespace)
  }

  /** Opens a stream. */
  async open(from: Request, address: string): Promise<Response> {
    if (from.method !== 'POST') return said(405, { allow: 'POST' })
    const { clock, limits } = this.#settings
    const headers = new Headers(from.headers)
    const basePath = basePathOf(from)
    const request = { headers, address, isEncrypted: isEncrypted(from), basePath }
    const refusal = this.#refusalOf(request)
    if (refusal) return refusal
    const session = sessionOf(await this.#parts.visitors.read(from, {}, address))
    await (this.#listening ??= this.#listen())
    // Others may have come meanwhile, or the end of the server.
    const late = this.#refusalOf(request)
    if (late) return late
    const name: StreamName = { process: this.#process, key: randomId() }
    const id = this.#parts.signer.seal(STREAM, name)
    const socket = new StreamSocket({ id, session, clock, closeMs: limits.closeMs })
    this.#sockets.set(socket.id, socket)
    socket.onEnd = () => void this.#sockets.delete(socket.id)
    socket.receiver = this.#parts.connect(socket, request)
    this.#cancelBeat ??= clock.after(BEAT_MS, this.#beat)
    this.#note(address)
    return new Response(socket.body, {
      headers: {
        'content-type': `${STREAM_TYPE}; charset=utf-8`,
        // What is compressed or collected on the way comes late.
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
        'x-content-type-options': 'nosniff',
      },
    })
  }

  /** Takes frames of a stream's browser. */
  async take(from: Request, address: string): Promise<Response> {
    const { method, headers } = from
    if (method !== 'POST') return said(405, { allow: 'POST' })
    const { origins, trustedProxies } = this.#settings
    try {
      checkOrigin(headers, { origins, trustedProxies, isEncrypted: isEncrypted(from) })
    } catch {
      // The status says all that there is to say.
      return said(403)
    }
    const id = headers.get(CONNECTION_HEADER) ?? ''
    const number = Number(headers.get(NUMBER_HEADER))
    const code = headers.get(CLOSE_HEADER)
    const isWhole = Number.isSafeInteger(number) && number > 0
    if (!isWhole || (code !== null && !CODES.test(code))) return said(400)
    const socket = this.#sockets.get(id)
    const process = socket ? this.#process : this.#otherOf(id)
    if (process === undefined) return said(410)
    const session = sessionOf(await this.#parts.visitors.read(from, {}, address))
    if (socket && !socket.isOf(session)) return said(403)
    if (socket?.hasTaken(number)) return said(204)
    const texts = await this.#read(from, address, socket)
    if (texts === undefined) return said(413)
    const post: FramePost = { number, texts, ...(code !== null && { close: Number(code) }) }
    if (socket) {
      socket.take(post)
      return said(204)
    }
    return this.#handOn(process, { ...post, id, session })
  }

  async #handOn(process: string, post: HandedOn): Promise<Response> {
    try {
      await this.#topics.publish(topicOf(process), post)
      return said(202)
    } catch (error) {
      // It would be as long the next time.
      if ((error as { code?: unknown }).code === 'E_MESSAGE_SIZE') return said(413)
      throw error
    }
  }

  /** No stream is opened any more; those that are there have ended. */
  stop(): void {
    this.#topics.unsubscribe(topicOf(this.#process), this.#handedOn)
    for (const socket of [...this.#sockets.values()]) socket.cut()
    this.#cancelBeat?.()
    this.#cancelBeat = null
  }

  /** The frames of a POST; undefined when they are too long. */
  async #read(
    from: Request,
    address: string,
    socket: StreamSocket | undefined,
  ): Promise<string[] | undefined> {
    const { limits } = this.#settings
    const most = socket?.most ?? Math.max(limits.frameBytes + KEY_LENGTH, eventBytes(limits))
    const body = bodyOf(from, address, this.#settings)
    try {
      // Of characters that a batch has, each may be three bytes.
      const { request } = limitBody(from, most + 3 * BATCH_LENGTH, unparsed(body))
      return (await request.text()).split('\n').filter((text) => text !== '')
    } catch (error) {
      if (statusOf(error) !== 413) throw error
      socket?.tooBig()
      return undefined
    } finally {
      body.end()
    }
  }

  /** The process that has this stream; undefined for a forged name, and where no other process is reached. */
  #otherOf(id: string): string | undefined {
    const { process } = (this.#parts.signer.open(STREAM, id) ?? {}) as Partial<StreamName>
    if (process === undefined || process === this.#process) return undefined
    if (this.#settings.layer !== undefined) return process
    this.#noteAlone()
    return undefined
  }

  /** Streams of a process that has ended are missed once; those of one that runs, again and again. */
  #noteAlone(): void {
    this.#missed++
    if (this.#missed !== MANY_MISSED) return
    this.#settings.logger.warn(
      {},
      'POSTs of pages without a WebSocket reach other processes than their event streams: set createApp({ layer }) in all.',
    )
  }

  /** The answer to a request that may not open a stream. */
  #refusalOf(request: SocketRequest): Response | undefined {
    if (this.#parts.windows.isStopping) return said(503, { 'retry-after': '1' })
    try {
      this.#parts.checkSocket(request)
      return undefined
    } catch (error) {
      if (!(error instanceof LiveError)) throw error
      this.#settings.logger.warn({ reason: error.message }, 'connection refused')
      return said(error.code === 'E_TOO_MANY_WINDOWS' ? 429 : 403)
    }
  }

  /** Hears what other processes hand on, where there may be some. */
  async #listen(): Promise<void> {
    const { layer, clock, logger } = this.#settings
    if (layer === undefined) return
    const subscribed = this.#topics.subscribe(topicOf(this.#process), this.#handedOn)
    try {
      await inTime(subscribed, { clock, limits: { eventMs: TOPIC_MS } })
    } catch (error) {
      // It goes on without: a POST that does not arrive ends its stream, and the browser comes again.
      logger.warn({ error }, 'frames of other processes do not arrive yet')
    }
  }

  readonly #beat = (): void => {
    for (const socket of this.#sockets.values()) socket.beat()
    this.#cancelBeat =
      this.#sockets.size > 0 ? this.#settings.clock.after(BEAT_MS, this.#beat) : null
  }

  #note(address: string): void {
    if (this.#isNoted) return
    this.#isNoted = true
    this.#settings.logger.warn(
      { address },
      'a page is connected without a WebSocket: a proxy on its way may not pass upgrades. If it is yours, see ' +
        '"Behind a proxy" in docs/guide/deploy.md.',
    )
  }
}

const topicOf = (process: string): string => `stream/${process}`

/** Whose request it is; "" for one without a session, as of browsers that keep no cookies. */
function sessionOf({ before, request }: Visitor): string {
  return before === '' ? '' : request.session.id
}

/** Counts as it comes: what is made of its frames counts where they are taken. */
function unparsed(body: UnfinishedBody): UnfinishedBody {
  return { ...body, whole: () => void body.end() }
}

function said(status: number, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers: { 'cache-control': 'no-store', ...headers } })
}
