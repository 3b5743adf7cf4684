/** Bytes that networks have of something, of which each may have so many, and all together. */

export interface MostBytes {
  readonly ofOne: number
  readonly ofAll: number
}

export class NetworkShares {
  readonly #networks = new Map<string, number>()
  #bytes = 0

  /** Bytes of all. */
  get bytes(): number {
    return this.#bytes
  }

  /** Bytes of one. */
  of(network: string): number {
    return this.#networks.get(network) ?? 0
  }

  /** When all together are too many, those go on whose network has less than its share. */
  hasRoom(network: string, bytes: number, most: MostBytes): boolean {
    return this.of(network) + bytes <= most.ofOne && this.hasShare(network, bytes, most)
  }

  /** The same for one network that may have more than others. */
  hasShare(network: string, bytes: number, { ofAll }: Pick<MostBytes, 'ofAll'>): boolean {
    const isNew = !this.#networks.has(network)
    const share = ofAll / (this.#networks.size + (isNew ? 1 : 0))
    return this.#bytes + bytes <= ofAll || this.of(network) + bytes <= share
  }

  /** @param bytes negative: so many are gone. */
  count(network: string, bytes: number): void {
    if (bytes === 0) return
    this.#bytes += bytes
    const own = this.of(network) + bytes
    if (own > 0) this.#networks.set(network, own)
    else this.#networks.delete(network)
  }
}
