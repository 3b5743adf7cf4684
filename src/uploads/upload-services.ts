/** What an app gives to the uploads of its views. */
import type { Clock } from '../base/clock.ts'
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/logger.ts'
import type { Patience } from '../base/wait.ts'
import { networkOf } from '../base/network.ts'
import type { UploadStore } from './upload-store.ts'

/** What an app's views take files with. */
export interface UploadServices {
  /** Where files wait; an adapter brings one when the app names none. */
  store: UploadStore | undefined
  /** The app names it: other processes have it too. */
  readonly isNamed: boolean
  /** Milliseconds since 1970. */
  now(): number
  readonly logger: Logger
  /** How long an app's `check` may take. */
  readonly patience: Patience
  readonly shares: UploadShares
  /** Which view has a file, by the file's id: two never have the same. */
  readonly holders: Map<string, object>
  /** Bytes of files in this process's memory, for all visitors together. */
  readonly memory: UploadMemory
}

/** @param store what the app names; undefined where an adapter brings one. */
export function uploadServicesOf(
  store: UploadStore | undefined,
  limits: Pick<Limits, 'uploadsPerVisitor' | 'uploadBytes' | 'eventMs'>,
  clock: Clock,
  logger: Logger,
): UploadServices {
  return {
    store,
    isNamed: store !== undefined,
    now: () => clock.now(),
    logger,
    patience: { clock, limits },
    shares: new UploadShares(limits.uploadsPerVisitor),
    holders: new Map(),
    memory: new UploadMemory(limits.uploadBytes),
  }
}

/**
 * Memory that parts of files take while they come. One network address has a quarter of it at most, or one part that is
 * larger.
 */
class UploadMemory {
  readonly #most: number
  readonly #addresses = new Map<string, number>()
  #bytes = 0

  constructor(most: number) {
    this.#most = most
  }

  /** False when there is none left; else it is to be given back. */
  take(address: string, bytes: number): boolean {
    const network = networkOf(address)
    const own = this.#addresses.get(network) ?? 0
    if (this.#bytes + bytes > this.#most) return false
    if (own > 0 && own + bytes > this.#most / 4) return false
    this.#count(network, own + bytes, bytes)
    return true
  }

  give(address: string, bytes: number): void {
    const network = networkOf(address)
    this.#count(network, (this.#addresses.get(network) ?? 0) - bytes, -bytes)
  }

  #count(network: string, own: number, change: number): void {
    this.#bytes += change
    if (own > 0) this.#addresses.set(network, own)
    else this.#addresses.delete(network)
  }
}

/** Bytes of files that wait to be taken, for each visitor. */
class UploadShares {
  readonly #most: number
  readonly #bytes = new Map<string, number>()

  /** @param most bytes of one visitor. */
  constructor(most: number) {
    this.#most = most
  }

  /** False when the visitor would have too much. */
  take(visitor: string, bytes: number): boolean {
    const after = (this.#bytes.get(visitor) ?? 0) + bytes
    if (after > this.#most) return false
    this.#bytes.set(visitor, after)
    return true
  }

  /** Of all visitors. */
  get bytes(): number {
    let bytes = 0
    for (const own of this.#bytes.values()) bytes += own
    return bytes
  }

  give(visitor: string, bytes: number): void {
    const after = (this.#bytes.get(visitor) ?? 0) - bytes
    if (after > 0) this.#bytes.set(visitor, after)
    else this.#bytes.delete(visitor)
  }
}
