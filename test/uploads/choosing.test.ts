/** How files get into a field: many at once, dropped, pasted, and kept while the page changes around them. */
import assert from 'node:assert/strict'
import { mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { each, event, html, LiveView } from 'overwire'
import type { UploadEntry } from 'overwire'
import { liveviewHandler, send } from 'overwire/handlers'
import { diskUploads } from 'overwire/node'
import { assertNoErrors, openTab, partStarted, serve } from '../browser/browser.ts'
import { plainBytes } from './plain-bytes.ts'

const row = ({ state, progress, clientName, error }: UploadEntry) =>
  html`<li class=${state} title=${progress}>${clientName} ${error}</li>`

class Files extends LiveView {
  many = this.allowUpload('many', { maxEntries: 20 })
  one = this.allowUpload('one')
  n = 0
  kept: string[] = []

  @event bump() {
    this.n++
  }
  @event async keep() {
    this.kept = await this.consumeUploads('one', ({ name }) => name)
  }
  override render() {
    return html`
      <form @submit=${this.keep}>
        <div live-upload-drop="many" id="many">
          <p id="inner">Files <b id="deep">here</b></p>
          <input
            type="file" live-upload="many" multiple capture="environment" class="n${this.n}"
            accept=${this.n % 2 ? '' : '.bin'} data-n=${this.n}
          />
        </div>
        <div live-upload-drop="one" id="one" tabindex="0">
          <input type="file" live-upload="one" required title="A file ${this.n}" />
        </div>
        <button id="keep">Keep</button>
      </form>
      <button id="bump" @click=${this.bump}>More</button>
      <ul class="many">${each(this.many.entries, ({ id }) => id, row)}</ul>
      <ul class="one">${each(this.one.entries, ({ id }) => id, row)}</ul>
      <p id="kept">${this.kept.join()}</p>
    `
  }
}

async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'overwire-test-'))
  const served = await serve((app) => app.live('/', Files), { uploads: diskUploads(folder) })
  const tab = await openTab(served.url)
  await tab.connected()
  await partStarted(tab.page, 'uploads')
  return { ...served, folder, tab, page: tab.page }
}

const file = (name: string, size: number) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: plainBytes(size),
})

/** Drags with the browser's own events, as a mouse does. */
async function dragging(page: Page, ...names: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'overwire-dragged-'))
  const files = names.map((name) => join(folder, name))
  for (const path of files) await writeFile(path, 'dragged')
  const devtools = await page.context().newCDPSession(page)
  const data = { items: [], files, dragOperationsMask: 1 }
  return async (type: 'dragEnter' | 'dragOver' | 'drop' | 'dragCancel', where: string) => {
    const { x, y, width, height } = (await page.locator(where).boundingBox())!
    const at = { x: x + width / 2, y: y + height / 2 }
    await devtools.send('Input.dispatchDragEvent', { type, ...at, data })
  }
}

async function drop(page: Page, where: string, ...names: string[]): Promise<void> {
  const drag = await dragging(page, ...names)
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await drag(type, where)
}

const paste = (page: Page, where: string, name: string) =>
  page.evaluate(`(() => {
    const clipboardData = new DataTransfer()
    clipboardData.items.add(new File(['pasted'], '${name}'))
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
    document.querySelector('${where}').dispatchEvent(event)
  })()`)

test('twenty files at once come three at a time, and all are there', async () => {
  const { tab, page, server, folder } = await open()
  let now = 0
  let most = 0
  server.on('request', ({ method }, response) => {
    if (method !== 'PUT') return
    most = Math.max(most, ++now)
    response.on('close', () => now--)
  })
  const files = Array.from({ length: 20 }, (_, i) => file(`${i}.bin`, 100_000))
  await page.setInputFiles('#many input', files)
  await page.waitForSelector('.many .done[title="100"]:nth-child(20)')
  assert.equal(await page.locator('.many .done[title="100"]').count(), 20)
  assert.ok(most <= 3, `${most} came at once`)
  assert.equal((await readdir(folder)).length, 20)
  assertNoErrors(tab)
})

test('two are dropped where one is allowed: one is taken, and the next drop leaves no error', async () => {
  const { tab, page } = await open()
  await drop(page, '#one', 'a.txt', 'b.txt')
  await page.waitForSelector('.one .failed:text("Only one file can be sent.")')
  await page.waitForSelector('.one .done:text("a.txt")')
  // The field that must have a file has the one that was taken.
  await page.waitForSelector('#one input:valid')
  await drop(page, '#one', 'c.txt')
  await page.waitForSelector('.one .done:text("c.txt")')
  assert.equal(await page.locator('.one li').count(), 1)
  await page.click('#keep')
  await page.waitForSelector('#kept:text-is("c.txt")')
  await page.waitForSelector('#one input:invalid')
  assertNoErrors(tab)
})

test('a field that must have a file has the one that was pasted', async () => {
  const { tab, page } = await open()
  await paste(page, '#one', 'pasted.txt')
  await page.waitForSelector('.one .done')
  await page.click('#keep')
  await page.waitForSelector('#kept:text-is("pasted.txt")')
  assertNoErrors(tab)
})

test('so does the field of a handler', async () => {
  liveviewHandler('keep', { uploads: { docs: {} } }, async (consumer, { uploads }) => {
    const kept = await uploads.docs.consume(({ name }) => name)
    await send(consumer, { target: '#kept', text: kept.join() })
  })
  const { url } = await serve((app) =>
    app.page(
      '/',
      () => html`
        <main data-controller="page">
          <form data-action="submit->page#run" data-liveview-function="keep">
            <div id="zone" live-upload-drop="docs" tabindex="0">
              Docs <input type="file" name="docs" required />
            </div>
            <button id="keep">Keep</button>
          </form>
          <p id="kept"></p>
        </main>
      `,
    ),
  )
  const tab = await openTab(url)
  const { page } = tab
  await page.waitForSelector('html[data-liveview-ready]')
  await drop(page, '#zone', 'dropped.txt')
  await page.waitForSelector('[data-state=done]')
  await page.click('#keep')
  await page.waitForSelector('#kept:text-is("dropped.txt")')
  await page.waitForSelector('#zone input:invalid')
  await paste(page, '#zone', 'pasted.txt')
  await page.waitForSelector('[data-state=done]')
  await page.click('#keep')
  await page.waitForSelector('#kept:text-is("pasted.txt")')
  assertNoErrors(tab)
})

test('a field keeps its files while its attributes change', async () => {
  const { tab, page } = await open()
  await page.setInputFiles('#many input', [file('a.bin', 5), file('b.bin', 5)])
  await page.waitForSelector('.many .done:nth-child(2)')
  for (const n of [1, 2, 3]) {
    await page.click('#bump')
    await page.waitForSelector(`#many input.n${n}[capture=environment]`)
  }
  assert.equal(await page.evaluate(`document.querySelector('#many input').files.length`), 2)
  assert.equal(await page.locator('.many .done').count(), 2)
  assertNoErrors(tab)
})

test('the mark of a zone stays while files are moved over what is in it', async () => {
  const { page } = await open()
  await page.evaluate(`
    globalThis.marks = []
    new MutationObserver((all) => {
      for (const { target } of all) marks.push(target.hasAttribute('live-upload-over'))
    }).observe(document, { subtree: true, attributeFilter: ['live-upload-over'] })
  `)
  const drag = await dragging(page, 'a.txt')
  await drag('dragEnter', '#inner')
  for (let i = 0; i < 5; i++) {
    for (const where of ['#inner', '#deep', '#many input', '#many']) await drag('dragOver', where)
  }
  assert.deepEqual(await page.evaluate('marks'), [true])
  await drag('dragOver', '#bump')
  assert.deepEqual(await page.evaluate('marks'), [true, false])
})
