import { LiveView, call, each, event, html, js, publish } from 'overwire'
import type { App, UploadEntry } from 'overwire'
import { z } from 'zod'
import { add, bodyOf, latest } from './album.ts'
import type { Photo } from './album.ts'

const TOPIC = 'photos'
const captionRule = z.object({ caption: z.string().trim().max(80, 'At most 80 letters.') })

export class Photos extends LiveView {
  chosen = this.allowUpload('photos', {
    accept: ['image/jpeg', 'image/png', 'image/webp'],
    maxEntries: 4,
    maxFileSize: 8 * 1024 * 1024,
  })
  photos: Photo[] = []
  caption = ''
  problem = ''

  async mount() {
    await this.subscribe(TOPIC)
    this.photos = latest()
  }

  @event(z.object({ caption: z.string() }))
  async share(form: { caption: string }) {
    this.caption = form.caption
    const { data, error } = captionRule.safeParse(form)
    this.problem = error?.issues[0]?.message ?? ''
    if (!data) return
    // One that is no picture stays in the list, and says so.
    const shared = await this.consumeUploads('photos', (file) => add(file, data.caption))
    if (shared.length === 0) return
    this.caption = ''
    await publish(TOPIC, 'shared', {})
  }

  @event(z.object({ id: z.string() }))
  async remove({ id }: { id: string }) {
    await this.cancelUpload('photos', id)
  }

  @event(z.object({ id: z.string() }))
  retry({ id }: { id: string }) {
    this.retryUpload('photos', id)
  }

  handleInfo() {
    this.photos = latest()
  }

  handleGap() {
    this.photos = latest()
  }

  entry({ id, ref, clientName, progress, state, error, canRetry }: UploadEntry) {
    const remove = `remove-${ref || id}`
    return html`
      <li class=${state}>
        <img live-upload-preview=${ref} alt="" width="56" height="56" />
        <span class="photo-name">${clientName}</span>
        ${
          error
            ? html`<span class="photo-error" role="alert">${error}</span>`
            : html`<progress aria-label=${`${clientName} is sent`} value=${progress} max="100"></progress>`
        }
        <span class="photo-actions">
          ${
            // The button goes when it is pressed: its focus must not.
            canRetry &&
            html`
              <button
                type="button"
                class="quiet"
                @click=${js().push(this.retry, { id }).focus(`#${remove}`)}
              >
                Retry<span class="visually-hidden"> ${clientName}</span>
              </button>
            `
          }
          <button type="button" class="quiet" id=${remove} @click=${call(this.remove, { id })}>
            Remove<span class="visually-hidden"> ${clientName}</span>
          </button>
        </span>
      </li>
    `
  }

  render() {
    const { accept, multiple, entries, isBusy } = this.chosen
    const there = entries.filter(({ isDone }) => isDone).length
    return html`
      <form class="photo-form" @submit=${this.share}>
        <div class="photo-drop" live-upload-drop="photos">
          <label for="photos">Choose photos, drop them here, or paste them</label>
          <input
            type="file"
            id="photos"
            name="photos"
            live-upload="photos"
            accept=${accept}
            ?multiple=${multiple}
          />
          <p class="hint">Up to four, 8 MB each. Everybody on this page will see them.</p>
        </div>
        <ul class="photo-list">
          ${each(
            entries,
            // Another attempt has another id, and the same ref.
            ({ id, ref }) => ref || id,
            (entry) => this.entry(entry),
          )}
        </ul>
        <p class="visually-hidden" role="status">
          ${entries.length > 0 && `${there} of ${entries.length} sent`}
        </p>
        <div class="photo-send">
          <label for="caption">Caption</label>
          <input id="caption" name="caption" value=${this.caption} autocomplete="off" />
          <button ?disabled=${entries.length === 0} live-disable-with=${isBusy ? 'Sending…' : 'Sharing…'}>
            Share
          </button>
        </div>
        <p class="photo-error" role="alert">${this.problem}</p>
      </form>
      ${this.photos.length === 0 && html`<p class="hint">No photos yet. Yours could be the first.</p>`}
      <ul class="photo-board">
        ${each(
          this.photos,
          ({ id }) => id,
          ({ id, caption, width, height }) => html`
            <li live-enter="photo-new">
              <figure>
                <img src=${this.request.href(`/photos/${id}`)} alt=${caption || 'A shared photo'} width=${width} height=${height} />
                <figcaption>${caption}</figcaption>
              </figure>
            </li>
          `,
        )}
      </ul>
    `
  }
}

export function addPhotoFiles(app: App) {
  app.http('GET /photos/:id', (_request, { params }) => {
    const body = bodyOf(params['id']!)
    if (!body) return new Response('There is no such photo.', { status: 404 })
    const headers = {
      'content-type': 'image/webp',
      'cache-control': 'public, max-age=86400, immutable',
    }
    return new Response(body, { headers })
  })
}
