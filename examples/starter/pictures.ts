/** Pictures that go with a message: which are taken, and what stands beside their field. */
import { each, html } from 'overwire'
import type { Block, LiveRequest, Upload, UploadEntry } from 'overwire'
import { uploadList } from 'overwire/handlers'
import type { FieldUploadOptions } from 'overwire/handlers'
import { readAddress } from './address.ts'
import type { Visit } from './page.ts'
import { texts } from './texts.ts'
import type { Said, Texts } from './texts.ts'

export const pictureRules: FieldUploadOptions = {
  accept: ['image/png', 'image/jpeg', 'image/webp'],
  maxEntries: 3,
  maxFileSize: 1024 * 1024,
  show: ({ entries }: Upload, { url }: LiveRequest) => {
    const t = texts[readAddress(url)?.lang ?? 'en']
    const there = entries.filter(({ isDone }) => isDone).length
    return html`
      <ul class="pictures">${each(entries, 'id', (entry) => row(t, entry))}</ul>
      <p class="hint" role="status">${entries.length > 0 && t.sent(there, entries.length)}</p>
    `
  },
}

/** What is wrong with a file, in the visitor's language. */
const problems: Partial<Record<UploadEntry['failure'], Said>> = {
  'too-many': 'tooMany',
  'too-large': 'tooLarge',
  'wrong-type': 'noPicture',
}

function row(t: Texts, { id, ref, clientName, state, progress, failure, canRetry }: UploadEntry) {
  const problem = failure && t[problems[failure] ?? 'notSent']
  const bar = html`<progress value=${progress} max="100" aria-label=${clientName}></progress>`
  const again = html`
    <button
      type="button" class="quiet" data-liveview-upload-retry=${id}
      aria-label=${`${t.tryAgain}: ${clientName}`}
    >${t.tryAgain}</button>
  `
  return html`
    <li data-state=${state}>
      <img live-upload-preview=${ref} alt="" width="48" height="48" />
      <div>
        <b>${clientName}</b> ${!problem && bar}
        <p class="problem" role="alert">${problem}</p>
      </div>
      <span class="tools">
        ${canRetry && again}
        <button
          type="button" class="quiet" data-liveview-upload-cancel=${id}
          aria-label=${`${t.takeOut}: ${clientName}`}
        >${t.takeOut}</button>
      </span>
    </li>
  `
}

export function picturesField({ t, request }: Visit): Block {
  return html`
    <div class="field" live-upload-drop="pictures">
      <label for="pictures">${t.pictures}</label>
      <input
        id="pictures" name="pictures" type="file" multiple accept=${pictureRules.accept!.join()}
        aria-describedby="pictures-hint"
      />
      ${uploadList(request, 'starter.contact', 'pictures')}
      <p class="hint" id="pictures-hint">${t.picturesHint}</p>
    </div>
  `
}
