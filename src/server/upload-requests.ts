/**
 * Takes the bytes of files that pages send: one PUT for each part of a file, with a ticket that the file's view gave
 * out. A part counts when all of it is there and its hash is right, so that a lost connection costs one part.
 *
 *     PUT /_overwire/upload          {"offset":4194304} or, with the last part, {"offset":…,"receipt":"…"}
 *     overwire-ticket: …                 409 {"offset":n}: another part is wanted; 410: the file is not wanted any more
 *     overwire-offset: 0                 403 {"code":"ticket"}: the ticket is old; 415: not of a type that is taken
 *     overwire-sha256: (hex)             422 {"offset":n}: the part did not come as it was; 507: the disk is full
 *
 * A GET tells the offset, and gives the receipt when all is there. With `overwire-length` it asks where the browser may
 * put a part of so many bytes itself: {"offset":n,"address":"https://…"}.
 */
import { detach } from '../base/detach.ts'
import { LiveError } from '../base/errors.ts'
import { SNIFFED, typeOf } from '../uploads/content-type.ts'
import { firstBytes } from '../uploads/first-bytes.ts'
import type { UploadStore } from '../uploads/upload-store.ts'
import { UPLOAD_RECEIPT, UPLOAD_TICKET, TICKET_MS } from '../uploads/upload-ticket.ts'
import type { UploadReceipt, UploadTicket } from '../uploads/upload-ticket.ts'
import { LEAST_CHUNK } from '../uploads/upload-options.ts'
import { CUT, FULL, readPart } from './upload-part.ts'
import { checkSite, isEncrypted } from './rate-limits.ts'
import type { Settings } from './settings.ts'
import type { Signer } from './tokens.ts'
import type { Visitors } from './visitors.ts'

/** Milliseconds that a part has: browsers make theirs so small that they take a second or two. */
const PART_MS = 30_000

/** A part that is sent. */
interface Part {
  readonly from: Request
  readonly ticket: UploadTicket
  /** Whose memory it is. */
  readonly address: string
}

/** A part that comes. */
interface Under {
  /** Ends it: the same file is asked for again, since its connection was lost. */
  abort(): void
  readonly over: Promise<void>
}

export class UploadRequests {
  readonly #settings: Settings
  readonly #signer: Signer
  readonly #visitors: Visitors
  /** Parts that come now, by their files. */
  readonly #under = new Map<string, Under>()

  constructor(settings: Settings, signer: Signer, visitors: Visitors) {
    this.#settings = settings
    this.#signer = signer
    this.#visitors = visitors
  }

  async answer(from: Request, address: string): Promise<Response> {
    const { method, headers } = from
    if (method !== 'PUT' && method !== 'GET') return said(405, {}, { allow: 'GET, PUT' })
    const { origins, trustedProxies, services } = this.#settings
    try {
      checkSite(headers, { origins, trustedProxies, isEncrypted: isEncrypted(from) })
    } catch {
      // The status says all that there is to say.
      return said(403, { code: 'origin' })
    }
    const store = services.uploads?.store
    const asked = await this.#ticketOf(from, address)
    if (!store || !asked) return said(403, { code: 'ticket' })
    const { ticket } = asked
    try {
      if (method === 'GET') return await this.#tell(from, ticket, store)
      return await this.#alone(ticket.id, (controller) =>
        this.#take({ from, ...asked }, store, controller),
      )
    } catch (error) {
      if (error instanceof LiveError && error.code === 'E_UPLOAD_GONE') return said(410, {})
      this.#settings.logger.error({ error, store: store.name }, 'an uploaded part was not kept')
      const isFull = /^(ENOSPC|EDQUOT)$/.test(String((error as { code?: unknown }).code))
      return said(isFull ? 507 : 500, {})
    }
  }

  /** The ticket that a request brings; undefined for one that is forged, old or another visitor's. */
  async #ticketOf(from: Request, peer: string): Promise<Omit<Part, 'from'> | undefined> {
    const sealed = from.headers.get('overwire-ticket') ?? ''
    const ticket = this.#signer.open(UPLOAD_TICKET, sealed) as UploadTicket | undefined
    if (!ticket || this.#settings.clock.now() - ticket.at > TICKET_MS) return undefined
    const { request } = await this.#visitors.read(from, {}, peer)
    const { session, address } = request
    return session.id === ticket.session ? { ticket, address } : undefined
  }

  async #tell(from: Request, ticket: UploadTicket, store: UploadStore): Promise<Response> {
    const offset = await store.size(ticket.id)
    if (offset === undefined) return said(410, {})
    const asked = from.headers.get('overwire-length')
    if (asked !== null && store.address) {
      if (from.headers.get('overwire-offset') !== `${offset}`) return said(409, { offset })
      const length = Number(asked)
      if (!isFit(length, offset, ticket)) return said(413, { offset })
      return said(200, { offset, address: await store.address(ticket.id, { offset, length }) })
    }
    // More was put there than it has: no part of it is what was promised.
    if (offset > ticket.size) {
      await store.remove(ticket.id)
      return said(410, {})
    }
    return offset === ticket.size && ticket.size > 0
      ? this.#finish(ticket, store)
      : said(200, { offset })
  }

  /** One part of a file at a time: a later one ends an earlier one, which its browser has given up. */
  async #alone(
    id: string,
    take: (controller: AbortController) => Promise<Response>,
  ): Promise<Response> {
    for (let before = this.#under.get(id); before; before = this.#under.get(id)) {
      before.abort()
      await before.over
    }
    const controller = new AbortController()
    const taking = take(controller)
    const over = taking.then(
      () => {},
      () => {},
    )
    const under: Under = { abort: () => controller.abort(), over }
    this.#under.set(id, under)
    detach(
      over.then(() => {
        if (this.#under.get(id) === under) this.#under.delete(id)
      }),
      this.#settings.logger,
      'an uploaded part did not end',
    )
    return taking
  }

  async #take(
    { from, ticket, address }: Part,
    store: UploadStore,
    controller: AbortController,
  ): Promise<Response> {
    const { signal } = controller
    const late = (): void => controller.abort()
    const { id, size } = ticket
    const offset = await store.size(id)
    if (offset === undefined) return said(410, {})
    if (from.headers.get('overwire-offset') !== `${offset}`) return said(409, { offset })
    const length = Number(from.headers.get('content-length') ?? NaN)
    // Without a length it is not known how much memory it takes.
    if (!isFit(length, offset, ticket)) return said(413, { offset })
    const { memory } = this.#settings.services.uploads!
    let held = 0
    // Counted as it comes: who sends nothing takes no place from others.
    const take = (bytes: number): boolean => {
      const hasRoom = memory.take(address, bytes)
      if (hasRoom) held += bytes
      return hasRoom
    }
    const cancel = this.#settings.clock.after(PART_MS, late)
    try {
      const part = await readPart(from, length, { signal, take })
      if (part === FULL) return said(503, { offset }, { 'retry-after': '1' })
      if (part === CUT) return said(400, { offset })
      const sum = from.headers.get('overwire-sha256')
      if (sum !== null && sum !== (await part.sum())) return said(422, { offset })
      const { bytes } = part
      const head = bytes.subarray(0, SNIFFED)
      if (offset === 0 && (await typeOf(head, ticket, ticket)) === undefined) return said(415, {})
      if (length > 0) await store.append(id, offset, bytes)
    } catch (error) {
      if (!(error instanceof LiveError && error.code === 'E_UPLOAD_BUSY')) throw error
      return said(503, { offset }, { 'retry-after': '1' })
    } finally {
      cancel()
      if (held > 0) memory.give(address, held)
    }
    const there = offset + length
    return there === size ? await this.#finish(ticket, store) : said(200, { offset: there })
  }

  async #finish(ticket: UploadTicket, store: UploadStore): Promise<Response> {
    const { id, session, size } = ticket
    const sum = await store.finish(id)
    const type = await typeOf(await firstBytes(store, id), ticket, ticket)
    if (type === undefined) return said(415, {})
    const receipt: UploadReceipt = { id, session, size, sha256: sum, type }
    return said(200, { offset: size, receipt: this.#signer.seal(UPLOAD_RECEIPT, receipt) })
  }
}

/** True for bytes that a part at this offset may have. */
function isFit(length: number, offset: number, { size, chunk }: UploadTicket): boolean {
  const left = size - offset
  return length <= left && length <= chunk && (length === left || length >= LEAST_CHUNK)
}

function said(status: number, body: object, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store', ...headers } })
}
