/** live-mounted: the element came into the open page; once for each. */
import type { Host } from '../../client/host.ts'
import { arrivals } from '../dom/arrivals.ts'
import { runBinding } from './run-binding.ts'

export class Mounted {
  readonly #host: Host
  readonly #arrived: () => Element[]

  constructor(host: Host) {
    this.#host = host
    this.#arrived = arrivals(host, 'mounted')
  }

  scan(): void {
    for (const element of this.#arrived()) runBinding(this.#host, element, 'mounted')
  }
}
