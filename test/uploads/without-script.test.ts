/** The same form with files, posted by a browser that runs no script. */
import assert from 'node:assert/strict'
import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { each, event, html, LiveView } from 'overwire'
import { diskUploads } from 'overwire/node'
import { newContext, openTab, serve } from '../browser/browser.ts'
import { plainBytes } from './plain-bytes.ts'

class Files extends LiveView {
  docs = this.allowUpload('docs', { maxEntries: 2, maxFileSize: 3_000_000, accept: ['.bin'] })
  kept: string[] = []
  error = ''

  @event async keep({ title }: { title?: string }) {
    this.error = title ? '' : 'A title is needed.'
    if (this.error) return
    this.kept = await this.consumeUploads('docs', ({ name, size }) => `${name} ${size}`)
  }

  override render() {
    return html`
      <form @submit=${this.keep}>
        <input name="title" />
        <input type="file" name="docs" live-upload="docs" multiple />
        <input type="file" name="other" />
        <button>Keep</button>
      </form>
      <p>${this.error}</p>
      <ul class="docs">
        ${each(
          this.docs.entries,
          ({ id }) => id,
          (entry) => html`<li>${entry.clientName} ${entry.state} ${entry.error}</li>`,
        )}
      </ul>
      <ul class="kept">
        ${each(
          this.kept,
          (name) => name,
          (name) => html`<li>${name}</li>`,
        )}
      </ul>
    `
  }
}

const file = (name: string, size: number) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: plainBytes(size),
})

test('a form with files works as a plain post, with the same limits and errors', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'overwire-test-'))
  const { url, logged } = await serve((app) => app.live('/', Files), {
    uploads: diskUploads(folder),
    limits: { formBytes: 8_000_000 },
  })
  const { page } = await openTab(url, await newContext({ javaScriptEnabled: false }))
  page.setDefaultTimeout(10_000)
  const docs = () => page.locator('.docs li').allInnerTexts()
  await page.setInputFiles('[name=docs]', [
    file('a.bin', 2_000_000),
    file('b.txt', 5),
    file('c.bin', 3_000_001),
  ])
  await page.setInputFiles('[name=other]', file('ignored.bin', 5))
  await page.click('button')
  await page.waitForSelector('p:text("A title is needed.")')
  assert.deepEqual(await docs(), [
    'a.bin done',
    'b.txt failed Only files of these types can be sent: .bin.',
    'c.bin failed The file is larger than 2.9 MB.',
  ])
  await page.setInputFiles('[name=docs]', file('d.bin', 7))
  await page.click('button')
  await page.waitForSelector('.docs li:text("d.bin done")')
  assert.deepEqual(await docs(), ['a.bin done', 'd.bin done'])
  await page.fill('[name=title]', 'x')
  await page.click('button')
  await page.waitForSelector('.kept li:nth-child(2)')
  assert.deepEqual(await page.locator('.kept li').allInnerTexts(), ['a.bin 2000000', 'd.bin 7'])
  assert.deepEqual(await readdir(folder), [])
  await page.setInputFiles('[name=docs]', file('huge.bin', 8_000_001))
  const answer = page.waitForResponse((response) => response.request().method() === 'POST')
  await page.click('button')
  assert.equal((await answer).status(), 413)
  assert.deepEqual(
    logged.filter(({ level }) => level === 'error'),
    [],
  )
})
