/** Messages that a view did not get: lost between processes, or come when too much waited already. */
import type { Services } from '../page/services.ts'
import type { LiveView } from './live-view.ts'

/** Whose messages they were. */
export interface Missing {
  readonly view: LiveView
  readonly services: Services
  postAlways(what: string, run: () => unknown): boolean
}

export class Gap {
  readonly #owner: Missing
  /** The view is about to be told. */
  #waits = false
  #lost = 0

  constructor(owner: Missing) {
    this.#owner = owner
  }

  /** Tells the view, once for all that was missed until its turn. */
  tell(): void {
    const { view } = this.#owner
    if (this.#waits || view.handleGap === undefined) return
    this.#waits = this.#owner.postAlways('handleGap', () => {
      this.#waits = false
      return view.handleGap?.()
    })
  }

  /** Counts a message that found the mailbox full; logs the first, the tenth, the hundredth… */
  lost(message: string): void {
    this.#lost++
    const { view, services } = this.#owner
    const { losses, logger, mailboxLimit } = services
    if (losses) losses.messages++
    if (Number.isInteger(Math.log10(this.#lost))) {
      const name = view.constructor.name
      const fields = { view: name, message, lost: this.#lost, limit: mailboxLimit }
      logger.warn(fields, 'a message was lost: too much waits for the view')
    }
    this.tell()
  }
}
