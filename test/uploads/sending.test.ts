/** Files that pages send to their views, in Chromium. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { call, each, event, html, LiveView } from 'overwire'
import { diskUploads } from 'overwire/node'
import { eventually } from '../eventually.ts'
import { assertNoErrors, openTab, partStarted, serve, strictPolicy } from '../browser/browser.ts'
import { plainBytes } from './plain-bytes.ts'
import type { Page } from 'playwright-core'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** What views took. */
interface Kept {
  name: string
  type: string
  size: number
  sha256: string
}

class Files extends LiveView {
  docs = this.allowUpload('docs', {
    maxEntries: 3,
    maxFileSize: 3_000_000,
    accept: ['.bin', 'image/*'],
  })
  one = this.allowUpload('one', { autoUpload: false })
  kept: Kept[] = []
  title = ''
  error = ''

  @event async keep({ title }: { title: string }) {
    this.error = title === '' ? 'A title is needed.' : ''
    if (this.error) return
    this.title = title
    for (const name of ['docs', 'one']) {
      const kept = await this.consumeUploads(name, async (file) => {
        const bytes = await file.bytes()
        return { name: file.name, type: file.type, size: bytes.length, sha256: file.sha256 }
      })
      this.kept = [...this.kept, ...kept]
    }
  }
  @event async cancel({ id }: { id: string }) {
    await this.cancelUpload('docs', id)
  }

  override render() {
    return html`
      <form @submit=${this.keep}>
        <input name="title" />
        <div live-upload-drop="docs" id="zone">
          <input type="file" live-upload="docs" accept=${this.docs.accept} ?multiple=${this.docs.multiple} />
        </div>
        <input type="file" live-upload="one" required id="one" />
        <button>Keep</button>
      </form>
      <p class="error">${this.error}</p>
      <ul class="docs">
        ${each(
          this.docs.entries,
          ({ id }) => id,
          (entry) => html`
            <li class=${entry.state}>
              <b>${entry.clientName}</b> <i>${entry.progress}%</i> <em>${entry.error}</em>
              <img live-upload-preview=${entry.ref} alt="" />
              <button @click=${call(this.cancel, { id: entry.id })}>x</button>
            </li>
          `,
        )}
      </ul>
      <ul class="one">${each(
        this.one.entries,
        ({ id }) => id,
        (entry) => html`<li class=${entry.state}>${entry.clientName}</li>`,
      )}</ul>
      <ul class="kept">
        ${each(
          this.kept,
          ({ name }) => name,
          (file) => html`<li>${file.name} ${file.type} ${file.size} ${file.sha256}</li>`,
        )}
      </ul>
    `
  }
}

const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'overwire-test-'))
  const served = await serve((app) => app.live('/', Files), {
    uploads: diskUploads(folder),
    headers: {
      'content-security-policy': strictPolicy.replace("img-src 'self'", "img-src 'self' blob:"),
    },
  })
  const tab = await openTab(served.url)
  tab.page.setDefaultTimeout(30_000)
  await tab.connected()
  await partStarted(tab.page, 'uploads')
  return { ...served, folder, tab, page: tab.page }
}

const states = (page: Page, list = 'docs') =>
  page.locator(`.${list} li`).evaluateAll((all) => all.map((one) => one.className))
const waitFor = (page: Page, list: string, ...wanted: string[]) =>
  page.waitForFunction(
    ([selector, text]) =>
      [...document.querySelectorAll(selector!)].map((one) => one.className).join() === text,
    [`.${list} li`, wanted.join()],
  )

test('files come whole, with their hash and what they are; the folder is empty afterwards [B130, B132]', async () => {
  const { tab, page, folder } = await open()
  const large = plainBytes(2_900_000)
  await page.setInputFiles('[live-upload=docs]', [
    { name: 'large.bin', mimeType: 'application/octet-stream', buffer: large },
    { name: 'dot.png', mimeType: 'image/png', buffer: PNG },
  ])
  await waitFor(page, 'docs', 'done', 'done')
  assert.match((await page.getAttribute('.docs li:nth-child(2) img', 'src'))!, /^blob:/)
  assert.deepEqual(await page.locator('.docs i').allInnerTexts(), ['100%', '100%'])
  await page.setInputFiles('#one', {
    name: 'a.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('hello'),
  })
  await page.fill('[name=title]', 'x')
  await page.click('text=Keep')
  await page.waitForSelector('.kept li:nth-child(3)')
  assert.deepEqual(await page.locator('.kept li').allInnerTexts(), [
    `large.bin application/octet-stream 2900000 ${sha(large)}`,
    `dot.png image/png ${PNG.length} ${sha(PNG)}`,
    `a.txt text/plain 5 ${sha(Buffer.from('hello'))}`,
  ])
  assert.deepEqual(await states(page), [])
  assert.deepEqual(await readdir(folder), [])
  await page.waitForFunction(
    () => (document.querySelector('[live-upload=docs]') as HTMLInputElement).value === '',
  )
  assertNoErrors(tab)
})

const file = (name: string, size: number, mimeType = 'application/octet-stream') => ({
  name,
  mimeType,
  buffer: plainBytes(size),
})

test('what may not come says why beside the others, until the next choice [B131]', async () => {
  const { tab, page, folder } = await open()
  const field = '[live-upload=docs]'
  const errors = () => page.locator('.docs em').allInnerTexts()
  await page.setInputFiles(field, [
    file('a.bin', 10),
    file('page.html', 10, 'text/html'),
    file('b.bin', 3_000_001),
    file('c.bin', 10),
    file('d.bin', 10),
    file('e.bin', 10),
  ])
  await waitFor(page, 'docs', 'done', 'failed', 'failed', 'done', 'done', 'failed')
  assert.deepEqual(await errors(), [
    '',
    'Only files of these types can be sent: .bin, image/*.',
    'The file is larger than 2.9 MB.',
    '',
    '',
    'At most 3 files can be sent.',
  ])
  await page.click('.docs li:nth-child(1) button')
  // What calls itself an image is looked at, and so is what hides a script.
  await page.setInputFiles(field, {
    name: 'x.png',
    mimeType: 'image/png',
    buffer: Buffer.from('none'),
  })
  await waitFor(page, 'docs', 'done', 'done', 'failed')
  await page.setInputFiles(field, {
    name: 'x.bin',
    mimeType: '',
    buffer: Buffer.from(' \n<SvG onload=1>'),
  })
  await page.waitForSelector('.failed b:text("x.bin")')
  await page.setInputFiles(field, file('f.bin', 0))
  await waitFor(page, 'docs', 'done', 'done', 'done')
  assert.equal((await readdir(folder)).length, 3)
  await page.goto('about:blank')
  await eventually(
    async () => (await readdir(folder)).length === 0,
    'the files of a page that was left go',
  )
  tab.errors = tab.errors.filter((error) => !error.includes('415'))
  assertNoErrors(tab)
})

test('a form’s event waits for its files; one that is refused loses none, twice', async () => {
  const { tab, page } = await open()
  await page.setInputFiles('#one', file('one.bin', 3_000_000))
  await waitFor(page, 'one', 'waiting')
  for (const _ of [1, 2]) {
    await page.click('text=Keep')
    await page.waitForSelector('.error:text("A title is needed.")')
    await waitFor(page, 'one', 'done')
  }
  await page.fill('[name=title]', 'x')
  await page.dblclick('text=Keep')
  await page.waitForSelector('.kept li')
  assert.equal(await page.locator('.kept li').count(), 1)
  // A field that must have a file is empty again.
  await page.waitForSelector('#one:invalid')
  assertNoErrors(tab)
})

test('another choice takes the place of the one file; a cancelled file does not come back', async () => {
  const { tab, page, folder } = await open()
  await page.setInputFiles('#one', file('first.bin', 10))
  await waitFor(page, 'one', 'waiting')
  await page.setInputFiles('#one', file('second.bin', 10))
  await page.waitForSelector('.one li:text("second.bin")')
  assert.equal(await page.locator('.one li').count(), 1)
  await page.route('**/_overwire/upload', async (route) => {
    await page.click('.docs button')
    await page.waitForSelector('.docs li', { state: 'detached' })
    await route.continue().catch(() => {})
  })
  const given = page.waitForEvent('requestfailed')
  await page.setInputFiles('[live-upload=docs]', file('late.bin', 600_000))
  await given
  assert.deepEqual(await states(page), [])
  assert.equal((await readdir(folder)).length, 1)
  assertNoErrors(tab)
})

test('files are dropped and pasted; what misses the zone does not take the page’s place [B133]', async () => {
  const { tab, page } = await open()
  const transfer = await page.evaluateHandle(() => {
    const made = new DataTransfer()
    made.items.add(new File(['drop'], 'dropped.bin'))
    return made
  })
  await page.dispatchEvent('#zone', 'dragover', { dataTransfer: transfer })
  await page.waitForSelector('#zone[live-upload-over]')
  await page.dispatchEvent('h1, body', 'dragover', { dataTransfer: transfer })
  await page.waitForSelector('#zone:not([live-upload-over])')
  await page.dispatchEvent('#zone', 'drop', { dataTransfer: transfer })
  await waitFor(page, 'docs', 'done')
  assert.equal(
    await page.evaluate(
      () => (document.querySelector('[live-upload=docs]') as HTMLInputElement).files?.[0]?.name,
    ),
    'dropped.bin',
  )
  await page.evaluate(() => {
    const clipboardData = new DataTransfer()
    clipboardData.items.add(new File(['paste'], 'pasted.bin'))
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
    document.querySelector('[live-upload=docs]')!.dispatchEvent(event)
  })
  await waitFor(page, 'docs', 'done', 'done')
  assertNoErrors(tab)
})
