import { ours } from '../dom/untrusted.ts'
import { doc } from '../dom/unshadowed.ts'
/**
 * live-dialog: a `<dialog>` opens and closes with the view's state. Only a change of that state does
 * something, so that one which its user closed stays closed until the view has heard of it.
 */

export class Dialogs {
  readonly #states = new WeakMap<Element, string>()
  /** Open dialogs, and what had the focus before. */
  readonly #open = new Map<HTMLDialogElement, Element | null>()

  patched(): void {
    for (const [dialog, before] of this.#open) {
      if (dialog.isConnected && dialog.open) continue
      this.#open.delete(dialog)
      // One that is closed gives the focus back by itself.
      if (!dialog.isConnected) (before as HTMLElement | null)?.focus()
    }
    const dialogs = doc.querySelectorAll<HTMLDialogElement>(ours('dialog[live-dialog]'))
    for (const dialog of dialogs) this.#show(dialog)
  }

  #show(dialog: HTMLDialogElement): void {
    const state = dialog.getAttribute('live-dialog')!
    if (this.#states.get(dialog) === state) return
    this.#states.set(dialog, state)
    if (state !== 'open') dialog.close()
    else if (!dialog.open) {
      this.#open.set(dialog, doc.activeElement)
      // What its user closed has given the focus back, and may be removed when that is elsewhere.
      dialog.addEventListener('close', () => this.#open.delete(dialog), { once: true })
      dialog.showModal()
    }
  }
}
