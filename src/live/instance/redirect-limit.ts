/** Views that change the address again and again without anybody asking. */
import { fail } from '../../base/errors.ts'

/** Changes of address that may follow one event of the user. */
const MOST = 20

/** Notices a view that sends its visitor in circles. */
export class RedirectLimit {
  #count = 0

  /** @throws LiveError E_NAVIGATION_LOOP when this is one too many. */
  count(url: string): void {
    if (++this.#count > MOST) throw fail('E_NAVIGATION_LOOP', MOST, url)
  }

  /** Begins to count anew. */
  reset(): void {
    this.#count = 0
  }
}
