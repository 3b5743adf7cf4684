/**
 * Bodies of requests that are all there, until their requests are answered: what handlers read them into is in memory
 * as long as they run. It is counted for the network of each and for all together; what has no room waits for its turn.
 */
import type { Clock } from '../base/clock.ts'
import { fail } from '../base/errors.ts'
import { NetworkShares } from './network-shares.ts'
import type { MostBytes } from './network-shares.ts'

/** Milliseconds that a body waits for its turn. */
const WAIT_MS = 10_000
/** What small bodies alone may fill: a login does not wait for large ones. */
const FOR_SMALL = 1 / 8
/** What is small, of what a network may have. */
const SMALL = 1 / 1024

interface Waiting {
  readonly bytes: number
  /** Its turn has come. */
  go(): void
}

/** Whatever waits for its turn, or has had it. */
export interface HeldBody {
  /** Resolves when its turn has come; undefined: it has. Rejects with LiveError E_BODIES when it comes too late. */
  readonly turn: Promise<void> | undefined
  /** Its request is answered. Once. */
  release(): void
}

export class HeldBodies {
  readonly #clock: Clock
  readonly #shares = new NetworkShares()
  readonly #room: MostBytes
  readonly #roomOfLarge: MostBytes
  /** By network, which is next first; those without any have none. */
  readonly #waiting = new Map<string, Set<Waiting>>()

  constructor(most: MostBytes, clock: Clock) {
    this.#room = most
    const { ofOne, ofAll } = most
    this.#roomOfLarge = { ofOne: ofOne * (1 - FOR_SMALL), ofAll: ofAll * (1 - FOR_SMALL) }
    this.#clock = clock
  }

  /** Estimated bytes of all whose turn has come. */
  get bytes(): number {
    return this.#shares.bytes
  }

  /** Estimated bytes that one network may have. */
  get most(): number {
    return this.#room.ofOne
  }

  /** @param bytes estimated, that it may be read into. */
  hold(network: string, bytes: number): HeldBody {
    if (this.#fits(network, bytes)) {
      this.#shares.count(network, bytes)
      return { turn: undefined, release: () => this.#release(network, bytes) }
    }
    let end = (): void => {}
    const turn = new Promise<void>((resolve, reject) => {
      const waiting: Waiting = {
        bytes,
        go: () => {
          cancel()
          end = () => this.#release(network, bytes)
          resolve()
        },
      }
      end = () => {
        cancel()
        this.#leave(network, waiting)
        reject(fail('E_BODIES'))
      }
      const cancel = this.#clock.after(WAIT_MS, () => end())
      const others = this.#waiting.get(network)
      if (others === undefined) this.#waiting.set(network, new Set([waiting]))
      else others.add(waiting)
    })
    return { turn, release: () => end() }
  }

  /** One goes always of those that are alone: however large bodies may be. */
  #fits(network: string, bytes: number): boolean {
    const shares = this.#shares
    if (shares.bytes === 0) return true
    const most = bytes <= this.#room.ofOne * SMALL ? this.#room : this.#roomOfLarge
    if (shares.of(network) === 0) return shares.hasShare(network, bytes, most)
    return shares.hasRoom(network, bytes, most)
  }

  #leave(network: string, waiting: Waiting): void {
    const others = this.#waiting.get(network)
    if (others?.delete(waiting) && others.size === 0) this.#waiting.delete(network)
  }

  #release(network: string, bytes: number): void {
    this.#shares.count(network, -bytes)
    for (const [next, line] of [...this.#waiting]) {
      for (const waiting of line) {
        if (!this.#fits(next, waiting.bytes)) break
        this.#shares.count(next, waiting.bytes)
        this.#leave(next, waiting)
        // Behind all others, if there is more.
        if (line.size > 0) {
          this.#waiting.delete(next)
          this.#waiting.set(next, line)
        }
        waiting.go()
      }
    }
  }
}
