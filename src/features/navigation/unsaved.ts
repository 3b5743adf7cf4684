/**
 * live-confirm-leave and `this.unsaved`: what would be lost when the page is left. The visitor is asked
 * once, by us for visits over the socket and by the browser for everything that unloads the document.
 */
import type { Host } from '../../client/host.ts'
import { aroundSending } from '../api/sending.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'
import { ours } from '../dom/untrusted.ts'

const QUESTION = 'Leave this page? What you changed is not saved.'

export class Unsaved {
  /** Changed forms, each with a number for its latest change. */
  readonly #changed = new Map<HTMLFormElement, number>()
  /** Views that say so themselves, by their numbers. */
  readonly #views = new Set<number>()
  #changes = 0
  /** The page is being left with its visitor's consent, or by the server. */
  #isLeaving = false

  constructor(host: Host) {
    for (const type of ['input', 'change']) {
      // On the way down: a page may stop what comes up.
      addEventListener(type, ({ target }) => this.#note(target as Element), true)
    }
    addEventListener('reset', ({ target, defaultPrevented }) => {
      if (!defaultPrevented) this.#changed.delete(target as HTMLFormElement)
    })
    addEventListener('submit', (event) => {
      // The browser itself takes the form's content to where it is saved.
      if (!event.defaultPrevented && leaves(event)) this.#isLeaving = true
    })
    addEventListener('beforeunload', (event) => {
      if (this.#isLeaving || !this.#question()) return
      event.preventDefault()
    })
    addEventListener('pageshow', () => (this.#isLeaving = false))
    // A new view says anew what it has.
    host.observe({ lost: () => this.#views.clear() })
    this.#followSubmits(host)
  }

  /** A view says that it has something unsaved, or nothing any more. */
  say(view: number, { unsaved }: { unsaved: boolean }): void {
    if (unsaved) this.#isLeaving = false
    if (unsaved) this.#views.add(view)
    else this.#views.delete(view)
  }

  /** Asks the visitor if there is something to lose. @returns false when the page is to stay. */
  mayLeave(): boolean {
    const question = this.#question()
    return question === undefined || confirm(question)
  }

  /** Another page was opened: what the old one had is gone. */
  left(): void {
    this.#views.delete(0)
    this.#isLeaving = false
  }

  /** The document is about to be unloaded: the visitor is not asked again. */
  leave(): void {
    this.#isLeaving = true
  }

  #note(target: Element): void {
    const form = (target as HTMLInputElement).form ?? unshadowed(target).closest?.('form')
    if (form && unshadowed(form).matches(ours('[live-confirm-leave]'))) {
      this.#changed.set(form, ++this.#changes)
      // The page was not left after all: a download, or an answer without a page.
      this.#isLeaving = false
    }
  }

  #question(): string | undefined {
    for (const form of this.#changed.keys()) {
      const plain = unshadowed(form)
      if (!plain.isConnected) this.#changed.delete(form)
      else if (plain.hasAttribute('live-confirm-leave')) {
        return plain.getAttribute('live-confirm-leave') || QUESTION
      }
    }
    for (const view of this.#views) {
      if (view > 0 && !doc.querySelector(`[live-view="${view}"]`)) this.#views.delete(view)
    }
    return this.#views.size > 0 ? QUESTION : undefined
  }

  /** A submit that was answered without an error saved the form, unless fields are marked as wrong. */
  #followSubmits(host: Host): void {
    aroundSending(host, (element, type, send) => {
      const form = element as HTMLFormElement
      const change = this.#changed.get(form)
      const sent = send()
      if (type !== 'submit' || change === undefined) return sent
      const saved = (): void => {
        const isWrong = unshadowed(form).querySelector('[aria-invalid=true]') !== null
        if (!isWrong && this.#changed.get(form) === change) this.#changed.delete(form)
      }
      // Who sent it hears of a refusal; the form is still unsaved then.
      sent.then(saved, () => undefined)
      return sent
    })
  }
}

/** False for a form that closes its dialog, or opens another window. */
function leaves({ target, submitter }: SubmitEvent): boolean {
  const form = target as HTMLFormElement
  const own = (name: string): string | null =>
    submitter?.getAttribute(`form${name}`) ?? unshadowed(form).getAttribute(name)
  return own('method')?.toLowerCase() !== 'dialog' && /^(_self)?$/.test(own('target') ?? '')
}
