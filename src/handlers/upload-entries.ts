/** What stands beside a field with files of a handler, where it says nothing else. */
import type { Block } from '../template/html.ts'
import { html } from '../template/html.ts'
import { each } from '../template/each.ts'
import type { Upload } from '../uploads/upload.ts'
import type { UploadEntry } from '../uploads/upload-entry.ts'

/** A list of an upload's files. */
export function entriesHtml(upload: Upload): Block {
  return html`<ul class="live-uploads">${each(upload.entries, ({ id }) => id, entryHtml)}</ul>`
}

function entryHtml({ id, clientName, state, progress, error, canRetry }: UploadEntry): Block {
  const bar = html`<progress value=${progress} max="100" aria-label=${clientName}>${progress} %</progress>`
  const again = html`<button
    type="button" data-liveview-upload-retry=${id} aria-label=${`Try ${clientName} again`}
  >Try again</button>`
  return html`
    <li data-state=${state}>
      <span>${clientName}</span> ${error === '' && bar}
      <span role="alert">${error}</span> ${canRetry && again}
      <button
        type="button" data-liveview-upload-cancel=${id} aria-label=${`Remove ${clientName}`}
      >Remove</button>
    </li>
  `
}
