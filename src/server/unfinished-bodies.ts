/**
 * Bodies of requests that are not all there yet: what came of them is in memory, for as long as their senders like. So
 * it is counted for the network of each and for all together.
 */
import { fail } from '../base/errors.ts'
import type { Limits } from '../base/limits.ts'
import { networkOf } from '../base/network.ts'

/** One body. */
export interface UnfinishedBody {
  /** So many bytes more have come. @throws LiveError E_BODIES when there is no room for them. */
  take(bytes: number): void
  /** It is all there, or nobody reads it any further. More than once is the same as once. */
  end(): void
}

export class UnfinishedBodies {
  readonly #limits: Limits
  readonly #networks = new Map<string, number>()
  #bytes = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** Bytes of all. */
  get bytes(): number {
    return this.#bytes
  }

  /** A body comes from this address. */
  open(address: string): UnfinishedBody {
    const network = networkOf(address)
    // What is larger than others may be is up to the handler that allows it.
    const { bodyBytes: most } = this.#limits
    let bytes = 0
    let counted = 0
    return {
      take: (more) => {
        bytes += more
        const grown = Math.min(bytes, most) - counted
        if (!this.#hasRoom(network, grown)) throw fail('E_BODIES')
        counted += grown
        this.#count(network, grown)
      },
      end: () => {
        this.#count(network, -counted)
        counted = 0
      },
    }
  }

  /** When all together are too many, those go on whose network has less than its share. */
  #hasRoom(network: string, bytes: number): boolean {
    const { unfinishedBytes, unfinishedBytesPerAddress } = this.#limits
    const own = (this.#networks.get(network) ?? 0) + bytes
    if (own > unfinishedBytesPerAddress) return false
    const isNew = !this.#networks.has(network)
    const share = unfinishedBytes / (this.#networks.size + (isNew ? 1 : 0))
    return this.#bytes + bytes <= unfinishedBytes || own <= share
  }

  #count(network: string, bytes: number): void {
    if (bytes === 0) return
    this.#bytes += bytes
    const own = (this.#networks.get(network) ?? 0) + bytes
    if (own > 0) this.#networks.set(network, own)
    else this.#networks.delete(network)
  }
}
