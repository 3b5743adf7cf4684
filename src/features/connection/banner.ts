/** The banner of a page whose connection is lost. An app's own styles win over its own. */
import type { Host } from '../../client/host.ts'
import type { ConnectionWords } from '../../wire/connection-words.ts'
import { doc } from '../dom/unshadowed.ts'
import { addStyles } from '../dom/style-sheet.ts'
import { bannerStyles } from './styles.ts'

/** What a banner tells. */
interface Told {
  readonly state: 'lost' | 'failed'
  readonly attempt: number
  readonly waiting: number
}

/** Attempts from which they are counted. */
const COUNTED = 2

export class Banner {
  readonly #host: Host
  readonly #words: ConnectionWords
  #element: HTMLElement | null = null
  #text = ''
  #isStyled = false
  #isLost = true

  constructor(host: Host, words: ConnectionWords) {
    this.#host = host
    this.#words = words
  }

  /** @param told null: the banner goes. */
  show(told: Told | null): void {
    if (told === null) {
      const element = this.#element
      this.#element = null
      if (element) this.#host.own(() => element.remove())
      return
    }
    const element = (this.#element ??= this.#make())
    const [text, button] = element.children as unknown as [HTMLElement, HTMLButtonElement]
    const said = this.#textOf(told)
    // A screen reader says it again each time it is written.
    if (said !== this.#text) text.textContent = this.#text = said
    const { connect = 'Try now', reload = 'Load the page again' } = this.#words
    this.#isLost = told.state === 'lost'
    button.textContent = this.#isLost ? connect : reload
    if (!element.isConnected) this.#host.own(() => doc.body.append(element))
  }

  #textOf({ state, attempt, waiting }: Told): string {
    const {
      lost = 'The connection is lost.',
      trying = 'Trying again, attempt {n}.',
      failed = 'This page can’t connect any more.',
    } = this.#words
    const { waiting: waits = waiting === 1 ? 'One change waits.' : '{n} changes wait.' } =
      this.#words
    if (state === 'failed') return failed
    const counted = attempt < COUNTED ? '' : trying.replace('{n}', String(attempt))
    const kept = waiting === 0 ? '' : waits.replace('{n}', String(waiting))
    return [lost, counted, kept].filter((part) => part !== '').join(' ')
  }

  #make(): HTMLElement {
    if (!this.#isStyled) addStyles(bannerStyles)
    this.#isStyled = true
    this.#text = ''
    const element = doc.createElement('div')
    element.className = 'live-connection-banner'
    const text = doc.createElement('span')
    text.setAttribute('role', 'status')
    const button = doc.createElement('button')
    button.type = 'button'
    button.addEventListener('click', () => {
      if (this.#isLost) doc.dispatchEvent(new Event('live:connect'))
      else location.reload()
    })
    element.append(text, button)
    return element
  }
}
