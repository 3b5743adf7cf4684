/** One message: text, a button that closes it, and a time after which it goes by itself. */
import { doc } from '../dom/unshadowed.ts'

/** Milliseconds until a closed message is gone, when no animation says otherwise. */
const REMOVAL_MS = 300
/** Levels that interrupt what a screen reader says. */
const urgent = new Set(['error', 'warning'])

/** What a message is made of. */
export interface MessageParts {
  readonly level: string
  readonly text: string
  /** It stays on the next page. */
  readonly stays: boolean
  /** Milliseconds until it closes by itself; 0: never. */
  readonly ms: number
  /** Is called when its element is to leave the page. */
  readonly gone: () => void
}

export class Message {
  readonly level: string
  readonly text: string
  readonly element: HTMLElement
  readonly #gone: () => void
  /** It is still there when the page is left. */
  stays: boolean
  #left: number
  #since = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #isClosed = false

  constructor({ level, text, stays, ms, gone }: MessageParts) {
    this.level = level
    this.text = text
    this.stays = stays
    this.#left = ms
    this.#gone = gone
    this.element = this.#make()
    this.#run()
  }

  /** Lets it fade; its element goes when its animation is over. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    clearTimeout(this.#timer)
    const { element } = this
    element.classList.add('live-flash-removing')
    const ends = element.getAnimations().map(({ effect }) => {
      return Number(effect?.getComputedTiming().endTime)
    })
    const ms = Math.max(0, ...ends.filter((end) => Number.isFinite(end)))
    setTimeout(() => this.#gone(), ms || REMOVAL_MS)
  }

  #make(): HTMLElement {
    const { level } = this
    const element = doc.createElement('div')
    element.className = `live-flash live-flash-${level.replaceAll(/[^\w-]/g, '')}`
    element.setAttribute('role', urgent.has(level) ? 'alert' : 'status')
    const text = doc.createElement('span')
    text.textContent = this.text
    const button = doc.createElement('button')
    button.type = 'button'
    button.className = 'live-flash-close'
    button.setAttribute('aria-label', 'Close')
    button.textContent = '×'
    element.append(text, button)
    button.addEventListener('click', () => this.close())
    element.addEventListener('keydown', ({ key }) => void (key === 'Escape' && this.close()))
    for (const type of ['mouseenter', 'focusin']) element.addEventListener(type, () => this.#wait())
    for (const type of ['mouseleave', 'focusout']) element.addEventListener(type, () => this.#run())
    return element
  }

  /** Stops the time while the message is hovered or focused, so that it can be read to the end. */
  #wait(): void {
    if (this.#timer === undefined) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#left = Math.max(0, this.#left - (performance.now() - this.#since))
  }

  #run(): void {
    const { element } = this
    const isRead = element.matches(':hover, :focus-within')
    if (this.#timer !== undefined || this.#isClosed || isRead || this.#left === 0) return
    this.#since = performance.now()
    this.#timer = setTimeout(() => this.close(), this.#left)
  }
}
