/** Places of lost windows: one that may come back takes its place among those of its address all the while. */
import type { Page } from './page.ts'
import type { AddressCount } from './rate-limits.ts'

export class WindowPlaces {
  readonly #addresses: AddressCount
  /** The addresses that pages were connected from. */
  readonly #taken = new Map<Page, string>()

  constructor(addresses: AddressCount) {
    this.#addresses = addresses
  }

  /** The place of its connection goes over to the page. */
  keep(page: Page, address: string): void {
    this.#taken.set(page, address)
  }

  /** It waits no more, or is counted for another connection. */
  leave(page: Page): void {
    const address = this.#taken.get(page)
    if (address === undefined) return
    this.#taken.delete(page)
    this.#addresses.leave(address)
  }
}
