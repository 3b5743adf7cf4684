/** A file that was not taken is sent again, in the place where it says why. */
import assert from 'node:assert/strict'
import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { call, each, event, html, LiveView } from 'overwire'
import { diskUploads } from 'overwire/node'
import { eventually } from '../eventually.ts'
import { openTab, serve } from '../browser/browser.ts'
import type { Page } from 'playwright-core'

let isScannerDown = true
let checks = 0

class Files extends LiveView {
  docs = this.allowUpload('docs', {
    maxEntries: 2,
    check: () => {
      checks++
      if (isScannerDown) throw new Error('the scanner is down')
      return undefined
    },
  })
  said: (string | boolean)[] = []
  @event again({ id }: { id: string }) {
    this.said = [...this.said, this.retryUpload('docs', id)]
  }
  @event async remove({ id }: { id: string }) {
    await this.cancelUpload('docs', id)
  }
  @event async keep() {
    const kept = await this.consumeUploads('docs', (file) => file.text())
    this.said = [...this.said, ...kept]
  }
  override render() {
    return html`
      <input type="file" live-upload="docs" multiple />
      <ul class="docs">
        ${each(
          this.docs.entries,
          ({ ref }) => ref,
          ({ id, state, clientName, error, canRetry }) => html`
            <li class=${state}>
              <b>${clientName}</b> <i role="alert">${error}</i>
              ${canRetry && html`<button class="again" @click=${call(this.again, { id })}>Try ${clientName} again</button>`}
              <button class="remove" @click=${call(this.remove, { id })}>Remove</button>
            </li>
          `,
        )}
      </ul>
      <button id="keep" @click=${this.keep}>Keep</button>
      <p id="said">${this.said.join()}</p>
    `
  }
}

const file = (name: string) => ({ name, mimeType: '', buffer: Buffer.from(`text of ${name}`) })
const waitFor = (page: Page, ...wanted: string[]) =>
  page.waitForFunction(
    (text) =>
      [...document.querySelectorAll('.docs li')]
        .map((one) => `${one.querySelector('b')!.textContent} ${one.className}`)
        .join() === text,
    wanted.join(),
  )

async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'overwire-test-'))
  const served = await serve((app) => app.live('/', Files), { uploads: diskUploads(folder) })
  const tab = await openTab(served.url)
  await tab.connected()
  return { ...served, folder, tab, page: tab.page }
}

test('what failed comes again in its place, with the keyboard; what is beside it stays [B133]', async () => {
  isScannerDown = true
  const { page, folder } = await open()
  await page.setInputFiles('[live-upload]', [file('a.txt'), file('b.txt')])
  await waitFor(page, 'a.txt failed', 'b.txt failed')
  assert.deepEqual(await readdir(folder), [])
  // It fails as it did before: there is still one entry for it.
  checks = 0
  await page.locator('text=Try a.txt again').press('Enter')
  await eventually(() => checks > 0, 'it is looked at again', { state: () => checks })
  await waitFor(page, 'a.txt failed', 'b.txt failed')
  isScannerDown = false
  await page.locator('text=Try a.txt again').press('Enter')
  await waitFor(page, 'a.txt done', 'b.txt failed')
  await page.locator('text=Try b.txt again').press('Enter')
  await waitFor(page, 'a.txt done', 'b.txt done')
  assert.equal(await page.locator('.again').count(), 0)
  await page.click('#keep')
  await page.waitForFunction(() =>
    document.querySelector('#said')!.textContent!.endsWith('text of a.txt,text of b.txt'),
  )
  assert.deepEqual(await readdir(folder), [])
})

test('one too many comes when there is room; what can’t be taken is not asked for again', async () => {
  isScannerDown = false
  const { page } = await open()
  await page.setInputFiles('[live-upload]', [
    file('a.txt'),
    file('page.html'),
    file('b.txt'),
    file('c.txt'),
  ])
  await waitFor(page, 'a.txt done', 'page.html failed', 'b.txt done', 'c.txt failed')
  assert.deepEqual(await page.locator('.again').allInnerTexts(), ['Try c.txt again'])
  await page.click('.docs li:first-child .remove')
  await waitFor(page, 'page.html failed', 'b.txt done', 'c.txt failed')
  await page.click('.again')
  await waitFor(page, 'page.html failed', 'b.txt done', 'c.txt done')
})

test('a file that was removed after it failed does not come back; another choice forgets it', async () => {
  isScannerDown = true
  const { page } = await open()
  await page.setInputFiles('[live-upload]', file('a.txt'))
  await waitFor(page, 'a.txt failed')
  await page.click('.remove')
  await waitFor(page)
  await page.setInputFiles('[live-upload]', file('b.txt'))
  await waitFor(page, 'b.txt failed')
  await page.setInputFiles('[live-upload]', file('c.txt'))
  await waitFor(page, 'c.txt failed')
})
