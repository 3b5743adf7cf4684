/**
 * Who is present at one topic, as one process knows it: its own entries, and what other processes said of
 * theirs. Each process numbers its changes, so that a gap is noticed and its whole state asked for. Pure:
 * messages in, messages and changes out.
 */

import { encodeMessage } from '../pubsub/message.ts'

/** Somebody, in one window. */
export interface Entry {
  /** Names it among all entries of the topic. */
  readonly ref: string
  /** Who it is: the same in all of their windows. */
  readonly key: string
  readonly meta: unknown
  /** When it came, in ms since 1970. */
  readonly since: number
}

/** What processes tell each other. `to`: only this process is meant. */
export type RosterMessage =
  /** Says who is at `node`: its whole state after its change `n`, in pieces when it is long. */
  | RosterState
  /** Change number `n` of `node`. */
  | { node: string; n: number; put?: Entry; gone?: string }
  /** Asks for the state of all, or of one. */
  | { node: string; ask: string }

/** Piece `part` of `parts`, which come one behind the other; left out: it is all of it. */
interface RosterState {
  node: string
  n: number
  state: Entry[]
  to?: string
  part?: number
  parts?: number
}

/** A person, with all of their windows. */
export interface Person {
  readonly key: string
  /** What the first of their windows said of them. */
  readonly meta: unknown
  /** Windows they have open. */
  readonly windows: number
  /** When the first one came, in ms since 1970. */
  readonly since: number
}

/** What changed: who came, who left, whose data is another. */
export interface PresenceChange {
  readonly joined: Person[]
  readonly left: Person[]
  readonly updated: Person[]
}

interface Node {
  n: number
  entries: Map<string, Entry>
}

/** Letters of a piece of a state: a message holds a million bytes, and a letter has up to three. */
const PIECE = 250_000

/** For all processes, in an `ask`. */
export const ALL = '*'

export class Roster {
  readonly #self: string
  readonly #send: (message: RosterMessage) => void
  readonly #changed: (change: PresenceChange) => void
  readonly #nodes = new Map<string, Node>()
  readonly #now: () => number
  #people = new Map<string, Person>()
  /** What came of the states of others, until the last piece is there. */
  readonly #pieces = new Map<string, { n: number; entries: Entry[]; next: number }>()

  /**
   * @param self names this process.
   * @param send brings a message to the other processes.
   * @param changed is told after each change that somebody can see.
   */
  constructor(
    self: string,
    send: (message: RosterMessage) => void,
    changed: (change: PresenceChange) => void,
    now: () => number = Date.now,
  ) {
    this.#now = now
    this.#self = self
    this.#send = send
    this.#changed = changed
    this.#nodes.set(self, { n: 0, entries: new Map() })
  }

  /** Everybody, in the order in which they came. */
  list(): Person[] {
    return [...this.#people.values()].sort((a, b) => a.since - b.since || compare(a.key, b.key))
  }

  /** True when this process has no entries of its own. */
  get isIdle(): boolean {
    return this.#own.entries.size === 0
  }

  /** Other processes that have entries. */
  others(): string[] {
    return [...this.#nodes.keys()].filter((node) => node !== this.#self)
  }

  /** Adds an entry of this process, or changes it. */
  put({ ref, key, meta }: Omit<Entry, 'since'>): void {
    const own = this.#own
    const since = own.entries.get(ref)?.since ?? this.#now()
    const entry = { ref, key, meta, since }
    own.entries.set(ref, entry)
    this.#send({ node: this.#self, n: ++own.n, put: entry })
    this.#recount()
  }

  /** Removes an entry of this process. */
  remove(ref: string): void {
    const own = this.#own
    if (!own.entries.delete(ref)) return
    this.#send({ node: this.#self, n: ++own.n, gone: ref })
    this.#recount()
  }

  /** Asks everybody, and tells who is here: at the beginning, and when messages may have been missed. */
  sync(): void {
    this.#send({ node: this.#self, ask: ALL })
    if (!this.isIdle) this.#tell()
  }

  /** Takes a message of another process. */
  take(message: RosterMessage): void {
    const { node } = message
    if (node === this.#self) return
    if ('ask' in message) {
      if ((message.ask === ALL || message.ask === this.#self) && !this.isIdle) this.#tell(node)
      return
    }
    if ('state' in message) return this.#learn(message)
    const known = this.#nodes.get(node) ?? { n: 0, entries: new Map<string, Entry>() }
    if (message.n <= known.n) return
    if (message.n > known.n + 1) return this.#send({ node: this.#self, ask: node })
    known.n = message.n
    if (message.put) known.entries.set(message.put.ref, message.put)
    if (message.gone !== undefined) known.entries.delete(message.gone)
    this.#nodes.set(node, known)
    this.#recount()
  }

  /** Another process is gone, and everybody who was at it. */
  drop(node: string): void {
    this.#pieces.delete(node)
    if (node !== this.#self && this.#nodes.delete(node)) this.#recount()
  }

  get #own(): Node {
    return this.#nodes.get(this.#self)!
  }

  #tell(to?: string): void {
    const { n, entries } = this.#own
    const all = piecesOf(entries.values())
    for (const [part, state] of all.entries()) {
      const place = all.length > 1 ? { part, parts: all.length } : {}
      this.#send({ node: this.#self, n, state, ...place, ...(to && { to }) })
    }
  }

  #learn(message: RosterState): void {
    const { node, n, to } = message
    if (to !== undefined && to !== this.#self) return
    // An answer may be older than a change that came before it.
    if (n < (this.#nodes.get(node)?.n ?? 0)) return
    const state = this.#whole(message)
    if (state === undefined) return
    this.#nodes.set(node, { n, entries: new Map(state.map((entry) => [entry.ref, entry])) })
    this.#recount()
  }

  /** @returns undefined until the last piece of it has come. */
  #whole({ node, n, state, part = 0, parts = 1 }: RosterState): Entry[] | undefined {
    if (parts === 1) return state
    const before = part === 0 ? { n, entries: [], next: 0 } : this.#pieces.get(node)
    this.#pieces.delete(node)
    // One of them was missed: the whole of it is asked for at the next sign.
    if (before?.n !== n || before.next !== part) return undefined
    const entries = [...before.entries, ...state]
    if (part === parts - 1) return entries
    this.#pieces.set(node, { n, entries, next: part + 1 })
    return undefined
  }

  #recount(): void {
    const before = this.#people
    const people = peopleOf(
      [...this.#nodes.values()].flatMap(({ entries }) => [...entries.values()]),
    )
    this.#people = people
    const joined = [...people.values()].filter(({ key }) => !before.has(key))
    const left = [...before.values()].filter(({ key }) => !people.has(key))
    const updated = [...people.values()].filter(({ key, meta, windows }) => {
      const known = before.get(key)
      return known && (known.windows !== windows || !same(known.meta, meta))
    })
    if (joined.length + left.length + updated.length > 0) this.#changed({ joined, left, updated })
  }
}

/** Entries in pieces that a message holds; at least one. */
function piecesOf(entries: Iterable<Entry>): Entry[][] {
  const pieces: Entry[][] = [[]]
  let left = PIECE
  for (const entry of entries) {
    const length = encodeMessage(entry).length
    if (length > left && pieces.at(-1)!.length > 0) {
      pieces.push([])
      left = PIECE
    }
    pieces.at(-1)!.push(entry)
    left -= length
  }
  return pieces
}

function peopleOf(entries: Entry[]): Map<string, Person> {
  const people = new Map<string, Person>()
  entries.sort((a, b) => a.since - b.since || compare(a.ref, b.ref))
  for (const { key, meta, since } of entries) {
    const known = people.get(key)
    people.set(
      key,
      known ? { ...known, windows: known.windows + 1 } : { key, meta, since, windows: 1 },
    )
  }
  return people
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)
