/**
 * The part that sends files: those of `<input type="file" live-upload="photos">`, those of `<input type="file" name>`
 * in forms of handlers, and those that are dropped or pasted into `live-upload-drop="photos"`. The view or handler is
 * asked first; accepted files are sent in requests of their own, so that no event waits.
 */
import type { Host, Start } from '../client/host.ts'
import { Mode } from '../wire/frames.ts'
import type { Json } from '../wire/frames.ts'
import { aroundSending } from './api/sending.ts'
import { doc, unshadowed } from './dom/unshadowed.ts'
import { followChoices } from './uploads/choices.ts'
import { followDrops } from './uploads/drops.ts'
import { showPreviews } from './uploads/previews.ts'
import { fieldKey, handlerReceiver, viewReceiver } from './uploads/receivers.ts'
import type { FileReceiver } from './uploads/receivers.ts'
import type { Answer, Told } from './uploads/answers.ts'
import { SentFile } from './uploads/sent-file.ts'
import { FileLists } from './uploads/file-lists.ts'

/** Files that are sent at once. */
const AT_ONCE = 3
/** Milliseconds between two reports of how far files are. */
const REPORT_MS = 250

export const start: Start = (host) => {
  const uploads = new Uploads(host)
  followChoices(host, (...offer) => uploads.offer(...offer))
  followDrops(host, (zone, name, files) => {
    const field = handlerReceiver(host, zone, name)
    const isField = field && !unshadowed(zone).querySelector(`input[live-upload="${name}"]`)
    uploads.offer(zone, isField ? field : viewReceiver(host, name), files)
  })
  const parts: FilesPart = { whenThere: (element, type) => uploads.whenThere(element, type) }
  return parts as unknown as ReturnType<Start>
}

/** What other parts ask of this one. */
export interface FilesPart {
  /** Resolves when the files are there that go with this event of an element; never for one that waits already. */
  whenThere(element: Element, type: string): Promise<unknown>
}

/** An event that waits for files. */
interface WaitingSend {
  look(): void
  readonly answer: Promise<Json | undefined>
}

/** Names of uploads of views have no spaces. */
function isOfHandler({ receiver }: SentFile): boolean {
  return receiver.key.includes(' ')
}

class Uploads {
  readonly #host: Host
  /** Files that their views have not taken, by the browser's own names for them. */
  readonly #files = new Map<string, SentFile>()
  /** Files that were not taken, by the same names: they can be asked for again until others are chosen. */
  readonly #failed = new Map<string, SentFile>()
  readonly #previews: ReturnType<typeof showPreviews>
  /** Those that files were offered to, by their keys. */
  readonly #receivers = new Map<string, FileReceiver>()
  readonly #shown: FileLists
  /** Who waits for files of a form, and the forms. */
  readonly #waiting = new Map<Element, WaitingSend>()
  #reporting = false
  #isConnected = true
  #count = 0

  constructor(host: Host) {
    this.#host = host
    this.#previews = showPreviews(
      host,
      (ref) => (this.#files.get(ref) ?? this.#failed.get(ref))?.file,
    )
    this.#shown = new FileLists(host)
    let lost: number | undefined
    host.observe({
      patched: () => this.#look(),
      connection: (state) => {
        this.#isConnected = state === 'connected'
        if (!this.#isConnected) this.#doubt()
        else if (lost === undefined) this.#trust()
      },
      lost: (mode) => (lost = mode),
      shown: (view) => {
        if (view !== 0 || lost === undefined) return
        const isFresh = lost === Mode.FRESH
        lost = undefined
        queueMicrotask(() => this.#offerAgain(isFresh))
      },
    })
    // What handlers send changes the page too.
    doc.addEventListener('DOMContentAdded', () => queueMicrotask(() => this.#look()))
    aroundSending(host, (element, type, send) => this.#afterFiles(element, type, send))
    doc.addEventListener('live:event', (event) => {
      const { name, payload } = (event as CustomEvent<{ name: string; payload: Json }>).detail
      if (name !== '$upload') return
      const told = payload as unknown as Told
      if (told.retries !== undefined) this.#retry(told.ref!, told.retries)
      else this.#gone(told.ids ?? [], told.haveFailed === true)
      const receiver = told.of && this.#receivers.get(fieldKey(told.of))
      if (!receiver) return
      this.#shown.show(receiver, told.html ?? '')
      this.#previews.look()
    })
    // A page that is left shows nothing of it any more.
    addEventListener('beforeunload', (event) => {
      if ([...this.#files.values()].some(({ isSending }) => isSending)) event.preventDefault()
    })
  }

  /** Asks whether files may come. */
  offer(element: Element, receiver: FileReceiver, files: readonly File[]): void {
    this.#receivers.set(receiver.key, receiver)
    for (const [ref, failed] of this.#failed) {
      if (failed.receiver.key === receiver.key) this.#forget(ref)
    }
    const made = files.map((file) => {
      const ref = `f${(++this.#count).toString(36)}${Math.random().toString(36).slice(2, 8)}`
      return new SentFile({ ref, file, element, receiver })
    })
    for (const one of made) this.#files.set(one.ref, one)
    if (made.length > 0) this.#ask(element, made)
  }

  /** The page was changed. */
  #look(): void {
    this.#shown.look((receiver) => this.#leave(receiver))
    this.#previews.look()
  }

  /** The form of a handler has left the page, and its files with it. */
  #leave(receiver: FileReceiver): void {
    for (const file of [...this.#files.values()]) {
      if (file.receiver.key === receiver.key) this.#drop(file)
    }
    // A refusal is announced when it comes.
    receiver.tell(this.#host.root, { left: true }).catch(() => {})
  }

  /** Offers a file again, for the entry that says why it was not taken. */
  #retry(ref: string, retries: string): void {
    const failed = this.#failed.get(ref)
    const element = failed?.place()
    if (!failed || !element) return
    this.#failed.delete(ref)
    const { file, receiver, isAsked } = failed
    const again = new SentFile({ ref, file, element, receiver, retries })
    again.isAsked = isAsked
    this.#files.set(ref, again)
    this.#ask(element, [again])
  }

  /** What handlers have of files ends with their server: their forms wait until the next one has them too. */
  #doubt(): void {
    for (const file of this.#files.values()) if (isOfHandler(file)) file.doubt()
  }

  /** It is the same server. */
  #trust(): void {
    for (const file of this.#files.values()) if (file.isInDoubt) file.settle()
    this.#release()
  }

  /** Who knows nothing of files any more takes them where they are: handlers, and views that were lost. */
  #offerAgain(isFresh: boolean): void {
    const groups = new Map<string, SentFile[]>()
    for (const file of this.#files.values()) {
      const { key } = file.receiver
      if (!isFresh && !isOfHandler(file)) continue
      if (file.place()) groups.set(key, [...(groups.get(key) ?? []), file])
      else this.#drop(file)
    }
    for (const files of groups.values()) this.#ask(files[0]!.place()!, files)
  }

  #ask(element: Element, files: readonly SentFile[]): void {
    const add = files.map((file) => file.claim)
    const asked = files[0]!.receiver.tell(element, { add }, { reply: true })
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
  #clear({ receiver }: SentFile): void {
    if ([...this.#files.values()].some((file) => file.receiver.key === receiver.key)) return
    for (const input of receiver.inputs()) {
      // Files that were chosen meanwhile are asked about next.
      this.#host.own(() => (input.value = ''))
    }
  }

  /** Resolves when the files are there that go with this event: those that wait for it begin now. */
  whenThere(element: Element, type: string): Promise<unknown> {
    if (this.#waiting.has(element)) return new Promise(() => {})
    return this.#afterFiles(element, type, () => Promise.resolve(undefined))
  }

  /** Sends the event of a form when its files are there: those that wait for it begin now. */
  #afterFiles(
    form: Element,
    type: string,
    send: () => Promise<Json | undefined>,
  ): Promise<Json | undefined> {
    const files = (): SentFile[] =>
      [...this.#files.values()].filter(
        (file) =>
          !file.isSettled &&
          ((type === 'submit' && file.isOf(form)) || file.receiver.isCalledBy(form, type)),
      )
    if (files().length === 0) return send()
    // It was submitted already, and waits.
    const waiting = this.#waiting.get(form)
    if (waiting) return waiting.answer
    for (const file of files()) file.isAsked = true
    let look = (): void => {}
    const answer = new Promise<Json | undefined>((resolve, reject) => {
      look = () => {
        if (files().length > 0) return
        this.#waiting.delete(form)
        send().then(resolve, reject)
      }
    })
    this.#waiting.set(form, { look, answer })
    this.#next()
    return answer
  }

  #release(): void {
    for (const { look } of this.#waiting.values()) look()
  }

  /** Tells how far files are, now and then. */
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
