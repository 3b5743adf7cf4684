/**
 * The files that a window has for handlers and signals, by the forms that they were chosen in. They go with the
 * window, or when their form leaves the page; handlers/upload-calls.ts hears of them from the browser.
 */
import { detach } from '../base/detach.ts'
import { fail } from '../base/errors.ts'
import { logFailure } from '../live/page/failure.ts'
import type { LiveRequest } from '../live/page/request.ts'
import type { Services } from '../live/page/services.ts'
import { TOLD } from '../live/view/view-uploads.ts'
import type { Block } from '../template/html.ts'
import { html } from '../template/html.ts'
import { raw } from '../template/raw.ts'
import { Upload } from '../uploads/upload.ts'
import type { UploadOptions } from '../uploads/upload-options.ts'
import type { Window } from '../window/window.ts'
import { htmlText } from './html-text.ts'
import type { Html } from './html-text.ts'
import { entriesHtml } from './upload-entries.ts'

/** Files that a handler or signal takes in one field of its forms. */
export interface FieldUploadOptions extends UploadOptions {
  /**
   * Shows the files beside the field, with progress and errors. Default: a list of names with progress,
   * errors, and buttons that remove a file or send it again.
   */
  show?: (upload: Upload, request: LiveRequest) => Html
}

/** Which files are meant. */
export interface UploadPlace {
  readonly kind: 'handler' | 'signal'
  /** Of the handler or signal. */
  readonly name: string
  /** Tells forms of one handler apart: their id, or their data as JSON. */
  readonly key: string
}

interface OwnUpload {
  readonly upload: Upload
  readonly place: UploadPlace
  readonly options: FieldUploadOptions
  /** What the page was told last. */
  shown: string
}

/** Forms of a page that have files at the same time. */
const MOST_FORMS = 100

const all = new WeakMap<Window, WindowUploads>()

/** A window's files for handlers and signals. */
export class WindowUploads {
  readonly #window: Window
  readonly #services: Services
  /** The request of the page that the window shows. */
  readonly #request: () => LiveRequest
  readonly #uploads = new Map<string, OwnUpload>()

  /** @param request gives that of the page which the window shows. */
  static of(window: Window, services: Services, request: () => LiveRequest): WindowUploads {
    let own = all.get(window)
    if (own === undefined) {
      own = new WindowUploads(window, services, request)
      all.set(window, own)
    }
    return own
  }

  /** Those of a window that has had some. */
  static find(window: Window | null): WindowUploads | undefined {
    return window ? all.get(window) : undefined
  }

  private constructor(window: Window, services: Services, request: () => LiveRequest) {
    this.#window = window
    this.#services = services
    this.#request = request
    window.onClose(() => this.leave(), { ties: false })
  }

  /**
   * The files of one field; made when there are none yet.
   * @throws LiveError E_BAD_ARGS when too many forms have files.
   */
  field(place: UploadPlace, field: string, options: FieldUploadOptions): Upload {
    const address = addressOf(place, field)
    const known = this.#uploads.get(address)
    if (known) return known.upload
    this.#prune()
    if (this.#uploads.size >= MOST_FORMS) {
      throw fail('E_BAD_ARGS', `expected at most ${MOST_FORMS} forms with files in a page`)
    }
    const upload = new Upload(field, options, optionsOf(place, field))
    const own: OwnUpload = { upload, place, options, shown: '' }
    upload.gone = (ids, { haveFailed } = { haveFailed: false }) =>
      this.#tell(own, { ids, haveFailed })
    upload.failing = (error) =>
      void logFailure(this.#services, place.name, `upload ${field}`, error, this.#request())
    this.#uploads.set(address, own)
    return upload
  }

  /** The files of all fields of one form. */
  fields(
    place: UploadPlace,
    options: Readonly<Record<string, FieldUploadOptions>> = {},
  ): Readonly<Record<string, Upload>> {
    const fields = Object.keys(options).map(
      (field) => [field, this.field(place, field, options[field]!)] as const,
    )
    return Object.fromEntries(fields)
  }

  /** Shows the page how its files are. */
  show(place: UploadPlace): void {
    for (const own of this.#uploads.values()) {
      if (isSame(own.place, place)) this.#tell(own)
    }
  }

  /** Asks the browser for a file again. */
  retry(place: UploadPlace, field: string, id: string): void {
    const own = this.#uploads.get(addressOf(place, field))
    const entry = own?.upload.find(id)
    if (own && entry?.canRetry) this.#tell(own, { retries: id, ref: entry.ref })
  }

  /** What stands beside a field of any form of a handler; "" for no files. */
  shown({ kind, name, key }: Omit<UploadPlace, 'key'> & { key?: string }, field: string): string {
    let text = ''
    for (const own of this.#uploads.values()) {
      const { place, upload } = own
      if (place.kind !== kind || place.name !== name || upload.name !== field) continue
      if (key === undefined || place.key === key) text += this.#htmlOf(own)
    }
    return text
  }

  /** A form is gone, or the page: its files go too. */
  leave(place?: UploadPlace): void {
    for (const [address, own] of this.#uploads) {
      if (place && !isSame(own.place, place)) continue
      this.#uploads.delete(address)
      own.upload.gone = () => {}
      const closing = own.upload.close({ keeps: false })
      detach(closing, this.#services.logger, 'uploaded files could not be removed')
    }
  }

  /** Another process goes on with the window: files stay where they are, and its browser offers them there. */
  handOver(): void {
    for (const { upload } of this.#uploads.values()) {
      const closing = upload.close({ keeps: true })
      detach(closing, this.#services.logger, 'uploaded files could not be handed over')
    }
    this.#uploads.clear()
  }

  #tell(own: OwnUpload, more?: Record<string, unknown>): void {
    const { place, upload } = own
    const text = this.#htmlOf(own)
    if (text === own.shown && more === undefined) return
    own.shown = text
    const of = [place.kind, place.name, place.key, upload.name]
    const payload = { of, html: text, ...more } as never
    this.#window.effects(0, [['event', TOLD, payload]])
  }

  #htmlOf({ upload, options: { show } }: OwnUpload): string {
    if (upload.entries.length === 0) return ''
    return htmlText(show ? show(upload, this.#request()) : entriesHtml(upload))
  }

  #prune(): void {
    for (const [address, { upload }] of this.#uploads) {
      if (upload.entries.length === 0) this.#uploads.delete(address)
    }
  }
}

/** Names a field's files in tickets. Names of handlers and fields have no spaces. */
export function addressOf({ kind, name, key }: UploadPlace, field: string): string {
  return `${kind} ${name} ${field} ${key}`
}

/** How errors call the options of a field. */
export function optionsOf({ kind, name }: Omit<UploadPlace, 'key'>, field: string): string {
  return `uploads.${field} of the ${kind} ${name}`
}

function isSame(one: UploadPlace, other: UploadPlace): boolean {
  return one.kind === other.kind && one.name === other.name && one.key === other.key
}

/**
 * The place beside a field where its files are shown: `${uploadList(request, 'save_profile', 'photo')}`. Without it
 * they are shown behind the field; with it, browsers that run no script show them too.
 * @param request the page's.
 * @param options `key`: of the form with this id, or these data as JSON. Default: of any form.
 */
export function uploadList(
  request: LiveRequest,
  handler: string,
  field: string,
  { key }: { key?: string } = {},
): Block {
  const place = { kind: 'handler' as const, name: handler, ...(key !== undefined && { key }) }
  const text = WindowUploads.find(request.window)?.shown(place, field) ?? ''
  return html`<div data-liveview-upload=${field}>${raw(text)}</div>`
}
