/**
 * Bodies of requests that are still arriving. Their senders decide how long the received bytes stay in memory. So the
 * bytes are counted for each network, and in total. Complete bodies are held: see held-bodies.ts.
 */
import type { Clock } from '../base/clock.ts'
import { fail } from '../base/errors.ts'
import type { Limits } from '../base/limits.ts'
import { networkOf } from '../base/network.ts'
import { bodyWeight } from './body-weight.ts'
import type { HeapGuard } from './heap-guard.ts'
import { HeldBodies } from './held-bodies.ts'
import type { HeldBody } from './held-bodies.ts'
import { NetworkShares } from './network-shares.ts'
import type { MostBytes } from './network-shares.ts'

/** One body. */
export interface UnfinishedBody {
  /**
   * A piece has come.
   * @throws LiveError E_BODIES when there is no room for it; E_BODY_NUMBERS for objects that grow when they are copied.
   */
  take(piece: Uint8Array): void
  /**
   * It is all there, and may be read now: resolves when there is room for what it may be read into.
   * @throws LiveError E_BODIES when there is none for too long.
   */
  whole(): Promise<void> | undefined
  /** Estimated bytes that it is counted for now, since it is all there. */
  readonly held: number
  /** Its request is answered, or it is not read any further. Calling it again changes nothing. */
  end(): void
}

export class UnfinishedBodies {
  readonly #most: number
  readonly #heap: HeapGuard
  readonly #shares = new NetworkShares()
  readonly #room: MostBytes
  /** Those that are all there. */
  readonly held: HeldBodies

  constructor(limits: Limits, clock: Clock, heap: HeapGuard) {
    this.#heap = heap
    // What is larger than others may be is up to the handler that allows it.
    this.#most = limits.bodyBytes
    this.#room = { ofOne: limits.unfinishedBytesPerAddress, ofAll: limits.unfinishedBytes }
    const { heldBodyBytesPerAddress: ofOne, heldBodyBytes: ofAll } = limits
    this.held = new HeldBodies({ ofOne, ofAll }, clock)
  }

  /** Bytes of all. */
  get bytes(): number {
    return this.#shares.bytes
  }

  /** A body comes from this address. */
  open(address: string, contentType: string): UnfinishedBody {
    const network = networkOf(address)
    const estimate = bodyWeight(contentType)
    let counted = 0
    let weight = 0
    let held: HeldBody | undefined
    let isOver = false
    const came = (): void => {
      this.#shares.count(network, -counted)
      counted = 0
    }
    return {
      get held() {
        return held === undefined ? 0 : weight + estimate.numbered
      },
      take: (piece) => {
        const looked = piece.subarray(0, this.#most - counted)
        const grown = looked.byteLength
        // What comes behind the answer is let go of as it comes.
        if (grown === 0 || isOver) return
        if (!this.#shares.hasRoom(network, grown, this.#room)) throw fail('E_BODIES')
        counted += grown
        this.#shares.count(network, grown)
        weight += estimate.add(looked)
        const { numbered } = estimate
        if (numbered > this.held.most) throw fail('E_BODY_NUMBERS', numbered, this.held.most)
        if (!this.#heap.admitsBody(weight + numbered)) throw fail('E_BODIES')
      },
      whole: () => {
        if (isOver) return undefined
        held = this.held.hold(network, weight + estimate.numbered)
        const { turn } = held
        if (turn === undefined) came()
        return turn?.then(came)
      },
      end: () => {
        isOver = true
        came()
        held?.release()
        held = undefined
      },
    }
  }
}
