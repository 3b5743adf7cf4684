/** What stands beside a field with files of a handler, where it says nothing else. */
import type { Block } from '../template/html.ts'
import { html } from '../template/html.ts'
import { each } from '../template/each.ts'
import type { Upload } from '../uploads/upload.ts'
import type { UploadEntry } from '../uploads/upload-entry.ts'

/** A list of an upload's files, and how many of them are there: screen readers say it when it changes. */
export function entriesHtml({ entries }: Upload): Block {
  const there = entries.filter(({ isDone }) => isDone).length
  return html`
    <ul class="live-uploads">${each(entries, ({ id }) => id, entryHtml)}</ul>
    <p class="live-uploads-status" role="status">${`${there} of ${entries.length} sent`}</p>
  `
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
