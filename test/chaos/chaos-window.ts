/** A browser's window in the chaos run: it clicks, loses its connection, comes back, and counts its clicks. */
import { WebSocket } from 'ws'
import type { Transport } from 'overwire/testing'
import { loadPage, openSocket } from '../server/raw-window.ts'
import type { ChaosPage } from './chaos-page.ts'

/** Frames that are not counted: HELLO, PONG, RECONNECT. */
const UNCOUNTED = [0, 6, 7]
const MODES = ['adopted', 'resumed', 'fresh', 'moved'] as const
const MOST_WAITING = 5
const PAUSE_MS = 400

/** What all windows of a run tell. */
export interface Tally {
  back: Record<(typeof MODES)[number], number>
  /** Milliseconds from a lost connection to the next HELLO. */
  recoveries: number[]
  /** What must not happen: refused pages, errors. */
  wrong: string[]
  duplicates: number
}

/** Before the first window. */
export const newTally = (): Tally => ({
  back: { adopted: 0, resumed: 0, fresh: 0, moved: 0 },
  recoveries: [],
  wrong: [],
  duplicates: 0,
})

/** What differs between windows. */
export interface ChaosWindowOptions {
  /** Default "websocket". */
  transport?: Transport
  /** What its user does and sees. Default: clicks on a counter. */
  page?: ChaosPage
}

export class ChaosWindow {
  clicks = 0
  /** The count that the page shows. */
  shown = 0
  readonly #transport: Transport
  readonly #url: string
  readonly #random: () => number
  readonly #tally: Tally
  readonly #page: ChaosPage | undefined
  /** Whole views that must have come. */
  #wholes = 0
  /** Events without an answer, and what they bring. */
  readonly #unanswered = new Map<number, [name: string, args: object]>()
  #socket: WebSocket | null = null
  #token = ''
  #cookie = ''
  #key = ''
  #seq = 0
  #lostAt: number | null = null
  #isJoined = false
  #isOver = false
  #isWrong = false
  /** The last frames and ends, for a failure. */
  readonly #log: string[] = []

  constructor(
    url: string,
    random: () => number,
    tally: Tally,
    { transport = 'websocket', page }: ChaosWindowOptions = {},
  ) {
    this.#transport = transport
    this.#page = page
    this.#url = url
    this.#random = random
    this.#tally = tally
  }

  async load(): Promise<void> {
    const { token, cookie } = await loadPage(this.#url)
    this.#token = token
    this.#cookie = cookie
    this.#connect()
  }

  get isSettled(): boolean {
    const isComplete = this.#page === undefined || this.#page.wholes >= this.#wholes
    return (
      this.#key !== '' && isComplete && this.#unanswered.size === 0 && this.shown === this.clicks
    )
  }

  /** It is settled when a whole view has come once more. */
  expectWhole(): void {
    this.#wholes = (this.#page?.wholes ?? 0) + 1
  }

  /** What the page shows and should not; undefined: nothing. */
  get difference(): string | undefined {
    return this.#page?.difference
  }

  click(): void {
    if (this.#key === '' || this.#unanswered.size >= MOST_WAITING) return
    const n = ++this.clicks
    const action = this.#page?.act(n)
    this.#unanswered.set(n, action ? ['act', { ...action, n }] : ['inc', {}])
    // Before HELLO nothing is sent: it says what the server has.
    if (this.#isJoined) this.#transmit(n)
  }

  /** A second connection of the same window takes the place of the first. */
  duplicate(): void {
    if (this.#key === '') return
    this.#tally.duplicates++
    this.#connect()
  }

  /** What a failure is to tell. */
  get story(): unknown {
    return {
      unanswered: [...this.#unanswered.keys()],
      shown: this.shown,
      transport: this.#transport,
      last: this.#log.slice(-90),
    }
  }

  close(): void {
    this.#isOver = true
    this.#socket?.terminate()
  }

  #connect(): void {
    if (this.#isOver) return
    const old = this.#socket
    const headers = { origin: this.#url, cookie: this.#cookie }
    const socket = openSocket(this.#url, headers, this.#transport)
    this.#socket = socket
    this.#isJoined = false
    old?.terminate()
    socket.on('error', () => undefined)
    socket.on('open', () => {
      this.#log.push(`opened ${Math.round(performance.now())}`)
      const again = this.#key ? [this.#key, this.#seq, [], '/'] : []
      this.#send([0, 1, this.#token, ...again])
    })
    socket.on('message', (data) => {
      if (socket === this.#socket) this.#take(JSON.parse(String(data)) as unknown[])
    })
    socket.on('close', (code, reason) => {
      if (socket !== this.#socket || this.#isOver) return
      this.#log.push(`closed ${code}`)
      // Codes that a browser answers with a load of the page, or not at all. It connects again after E_STORE, E_NEWER,
      // E_FENCED and E_JOIN_TIME: a connection that it has given up may reach another server, and have the window for a moment.
      if (code >= 4000 && ![4414, 4503, 4505, 4509].includes(code))
        this.#tally.wrong.push(`closed with ${code} ${String(reason)}`)
      this.#lostAt ??= performance.now()
      setTimeout(() => socket === this.#socket && this.#connect(), this.#random() * PAUSE_MS)
    })
  }

  #send(frame: unknown[]): void {
    this.#log.push(`> ${JSON.stringify(frame).slice(0, 60)} ${this.#socket?.readyState}`)
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame))
  }

  #take(frame: unknown[]): void {
    this.#log.push(`< ${JSON.stringify(frame).slice(0, 120)}`)
    const op = frame[0] as number
    if (op === 0) return this.#hello(frame)
    if (UNCOUNTED.includes(op)) return
    this.#seq++
    if (op === 2) this.#tally.wrong.push(JSON.stringify(frame))
    try {
      this.#page?.take(frame)
    } catch (error) {
      this.#tells(`${String(error)}: ${JSON.stringify(frame)}`)
    }
    if (op === 1 || op === 4) {
      const answered = [frame[1] as number | number[]].flat()
      for (const n of answered) this.#unanswered.delete(n)
      const text = /count (\d+)/.exec(JSON.stringify(frame))
      if (text) this.shown = Number(text[1])
      const last = Math.max(...answered)
      // Each event counts once: an answer shows as many as its number.
      if (text && last > 0 && this.shown !== last) this.#tells(`${this.shown} after event ${last}`)
    }
    this.#send([2, this.#seq])
  }

  /** The first thing that is wrong tells what led to it. */
  #tells(what: string): void {
    const story = this.#isWrong ? '' : `: ${this.#log.slice(-60).join('\n  ')}`
    this.#isWrong = true
    this.#tally.wrong.push(what + story)
  }

  #hello([, , , key, lastEvent, mode, seq]: unknown[]): void {
    const way = MODES[mode as number]!
    this.#tally.back[way]++
    if (way === 'fresh' && this.#key) this.#tally.wrong.push('a durable window was mounted anew')
    this.#isJoined = true
    this.#key = key as string
    this.#seq = seq as number
    if (this.#lostAt !== null) this.#tally.recoveries.push(performance.now() - this.#lostAt)
    this.#lostAt = null
    for (const n of this.#unanswered.keys()) {
      if (n > (lastEvent as number)) this.#transmit(n)
    }
  }

  #transmit(n: number): void {
    this.#send([1, n, this.#seq, ...this.#unanswered.get(n)!])
  }
}
