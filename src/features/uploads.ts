/**
 * The part that sends files: those of `<input type="file" live-upload="photos">`, and those that are dropped or pasted
 * into `live-upload-drop="photos"`. The view is asked first; what it takes goes by requests of its own, so that no event waits.
 */
import type { Host, Start } from '../client/host.ts'
import { Mode } from '../wire/frames.ts'
import type { Json } from '../wire/frames.ts'
import { aroundSending } from './api/sending.ts'
import { doc, unshadowed } from './dom/unshadowed.ts'
import { isUntrusted, ours } from './dom/untrusted.ts'
import { followDrops } from './uploads/drops.ts'
import { showPreviews } from './uploads/previews.ts'
import { SentFile } from './uploads/sent-file.ts'

/** Files that are sent at once. */
const AT_ONCE = 3
/** Milliseconds between two reports of how far files are. */
const REPORT_MS = 250

export const start: Start = (host) => {
  const uploads = new Uploads(host)
  doc.addEventListener('change', (event) => {
    const input = event.target as HTMLInputElement
    const name = unshadowed(input).getAttribute?.('live-upload')
    if (name && input.files && !isUntrusted(input)) uploads.offer(input, name, [...input.files])
  })
  followDrops(host, (zone, name, files) => uploads.offer(zone, name, files))
  return {}
}

/** What a view says of files that it is offered. */
interface Answer {
  auto: boolean
  chunk: number
  isDirect?: boolean
  files: { ref: string; id: string; sent?: number; ticket?: string }[]
}

/** What a view says later: files that left it, or one that it asks for again. */
interface Told {
  ids?: string[]
  haveFailed?: boolean
  retries?: string
  ref?: string
}

class Uploads {
  readonly #host: Host
  /** Files that their views have not taken, by the browser's own names for them. */
  readonly #files = new Map<string, SentFile>()
  /** Files that were not taken, by the same names: they can be asked for again until others are chosen. */
  readonly #failed = new Map<string, SentFile>()
  readonly #previews: ReturnType<typeof showPreviews>
  /** Who waits for files of a form, and the forms. */
  readonly #waiting = new Map<Element, () => void>()
  #reporting = false
  #isConnected = true
  #count = 0

  constructor(host: Host) {
    this.#host = host
    this.#previews = showPreviews(
      host,
      (ref) => (this.#files.get(ref) ?? this.#failed.get(ref))?.file,
    )
    let isLost = false
    host.observe({
      patched: () => this.#previews.look(),
      connection: (state) => (this.#isConnected = state === 'connected'),
      lost: (mode) => (isLost = mode === Mode.FRESH),
      shown: (view) => {
        if (view !== 0 || !isLost) return
        isLost = false
        queueMicrotask(() => this.#offerAgain())
      },
    })
    aroundSending(host, (element, type, send) =>
      type === 'submit' ? this.#afterFiles(element, send) : send(),
    )
    doc.addEventListener('live:event', (event) => {
      const { name, payload } = (event as CustomEvent<{ name: string; payload: Json }>).detail
      if (name !== '$upload') return
      const told = payload as unknown as Told
      if (told.retries !== undefined) this.#retry(told.ref!, told.retries)
      else this.#gone(told.ids ?? [], told.haveFailed === true)
    })
    // A page that is left shows nothing of it any more.
    addEventListener('beforeunload', (event) => {
      if ([...this.#files.values()].some(({ isSending }) => isSending)) event.preventDefault()
    })
  }

  /** Asks the view whether files may come. */
  offer(element: Element, name: string, files: readonly File[]): void {
    for (const [ref, failed] of this.#failed) {
      if (failed.name === name) this.#forget(ref)
    }
    const made = files.map((file) => {
      const ref = `f${(++this.#count).toString(36)}${Math.random().toString(36).slice(2, 8)}`
      return new SentFile(this.#host, { ref, file, element, name })
    })
    for (const one of made) this.#files.set(one.ref, one)
    if (made.length > 0) this.#ask(element, name, made)
  }

  /** Offers a file again, for the entry that says why it was not taken. */
  #retry(ref: string, retries: string): void {
    const failed = this.#failed.get(ref)
    const element = failed?.place()
    if (!failed || !element) return
    this.#failed.delete(ref)
    const { file, name, isAsked } = failed
    const again = new SentFile(this.#host, { ref, file, element, name, retries })
    again.isAsked = isAsked
    this.#files.set(ref, again)
    this.#ask(element, name, [again])
  }

  /** A view that knows nothing of its files takes them where they are. */
  #offerAgain(): void {
    const groups = new Map<string, SentFile[]>()
    for (const file of this.#files.values()) {
      const place = file.place()
      if (place) groups.set(file.name, [...(groups.get(file.name) ?? []), file])
      else this.#drop(file)
    }
    for (const [name, files] of groups) this.#ask(files[0]!.place()!, name, files)
  }

  #ask(element: Element, name: string, files: readonly SentFile[]): void {
    const add = files.map((file) => file.claim)
    const asked = this.#host.push(element, '$upload', { name, add }, { reply: true })
    asked.then(
      (reply) => this.#answered(reply as unknown as Answer),
      // The core has told the page why. A view that was lost is asked again when the new one is there.
      ({ code }: { code?: string }) => {
        if (code !== 'E_OUTCOME') files.forEach((file) => this.#fail(file))
      },
    )
  }

  #answered({ auto, chunk, isDirect = false, files }: Answer): void {
    for (const { ref, id, sent = 0, ticket } of files) {
      const file = this.#files.get(ref)
      if (!file) continue
      if (id === '') this.#fail(file)
      else if (ticket === undefined) this.#settle(file)
      else file.taken({ id, sent, ticket, chunk, auto, isDirect })
    }
    this.#next()
  }

  /** Sends what may be sent, a few at a time. */
  #next(): void {
    const files = [...this.#files.values()]
    let free = AT_ONCE - files.filter(({ isSending }) => isSending).length
    for (const file of files) {
      if (free <= 0) break
      if (!file.isReady) continue
      free--
      file
        .send(() => this.#report())
        .then(
          (end) => (end === 'done' ? this.#settle(file) : this.#end(file, end)),
          () => this.#fail(file),
        )
    }
  }

  /** Nothing more of a file is to be sent. */
  #settle(file: SentFile): void {
    file.settle()
    this.#release()
    this.#next()
  }

  #end(file: SentFile, how: 'gone' | 'failed'): void {
    if (how === 'failed') this.#fail(file)
    else this.#drop(file)
  }

  /** It is not taken; it may be asked for again. */
  #fail(file: SentFile): void {
    const another = this.#files.get(file.ref) ?? file
    if (another === file) this.#failed.set(file.ref, file)
    this.#drop(file)
  }

  #drop(file: SentFile): void {
    file.stop()
    // A new attempt at it has its ref.
    if (this.#files.get(file.ref) === file) this.#files.delete(file.ref)
    if (!this.#failed.has(file.ref)) this.#forget(file.ref)
    this.#clear(file)
    this.#settle(file)
  }

  #forget(ref: string): void {
    this.#failed.delete(ref)
    if (!this.#files.has(ref)) this.#previews.forget(ref)
  }

  #gone(ids: readonly string[], haveFailed: boolean): void {
    for (const file of [...this.#files.values(), ...this.#failed.values()]) {
      if (!ids.includes(file.id)) continue
      if (!haveFailed) this.#failed.delete(file.ref)
      this.#end(file, haveFailed ? 'failed' : 'gone')
    }
  }

  /** A field whose files are all gone is empty. */
  #clear({ name }: SentFile): void {
    if ([...this.#files.values()].some((file) => file.name === name)) return
    const selector = ours(`input[type=file][live-upload="${name}"]`)
    for (const input of doc.querySelectorAll<HTMLInputElement>(selector)) {
      // Files that were chosen meanwhile are asked about next.
      this.#host.own(() => (input.value = ''))
    }
  }

  /** Sends a form's event when its files are there: those that wait for it begin now. */
  #afterFiles(form: Element, send: () => Promise<Json | undefined>): Promise<Json | undefined> {
    const files = (): SentFile[] =>
      [...this.#files.values()].filter((file) => file.isOf(form) && !file.isSettled)
    if (files().length === 0) return send()
    // It was submitted already, and waits.
    if (this.#waiting.has(form)) return Promise.resolve(undefined)
    for (const file of files()) file.isAsked = true
    return new Promise((resolve, reject) => {
      this.#waiting.set(form, () => {
        if (files().length > 0) return
        this.#waiting.delete(form)
        send().then(resolve, reject)
      })
      this.#next()
    })
  }

  #release(): void {
    for (const look of this.#waiting.values()) look()
  }

  /** Tells the views how far files are, now and then. */
  #report(): void {
    if (this.#reporting || !this.#isConnected) return
    this.#reporting = true
    const told = [...this.#files.values()].map((file) => file.report())
    const again = (): void => {
      this.#reporting = false
      if ([...this.#files.values()].some(({ hasNews }) => hasNews)) this.#report()
    }
    void Promise.allSettled([...told, new Promise((done) => setTimeout(done, REPORT_MS))]).then(
      again,
    )
  }
}
