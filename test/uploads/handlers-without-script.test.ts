/** A form of a handler with files, posted by a browser that runs no script. */
import assert from 'node:assert/strict'
import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, test } from 'node:test'
import { html } from 'overwire'
import { liveviewHandler, liveviewRegistry, uploadList } from 'overwire/handlers'
import { diskUploads } from 'overwire/node'
import type { Content } from 'overwire/handlers'
import { z } from 'zod'
import { newContext, openTab, serve } from '../browser/browser.ts'
import { plainBytes } from './plain-bytes.ts'

let kept: string[] = []
let seen: Partial<Content>[] = []

beforeEach(() => {
  kept = []
  seen = []
  liveviewRegistry.clear()
  liveviewHandler(
    'keep',
    {
      uploads: { docs: { maxEntries: 2, maxFileSize: 3_000_000, accept: ['.bin'] } },
      form: z.object({ title: z.string(), tags: z.array(z.string()) }),
    },
    async (consumer, { form, data, uploads }) => {
      seen.push({ form: form as never, data: { ...data } })
      if (form.title === '') return consumer.putFlash('error', 'A title is needed.')
      const names = await uploads.docs.consume((file) => `${file.name} ${file.size}`)
      kept.push(...names)
    },
  )
})

const file = (name: string, size: number) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: plainBytes(size),
})

async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'overwire-test-'))
  const served = await serve(
    (app) =>
      app.page(
        '/',
        (request) => html`
          <main data-controller="page">
            <form
              data-action="submit->page#run" data-liveview-function="keep" data-data-album-id=${7}
            >
              <input name="title" />
              <input name="tags" value="one" />
              <input type="file" name="docs" multiple />
              ${uploadList(request, 'keep', 'docs')}
              <input type="file" name="other" />
              <button>Keep</button>
            </form>
            <p class="kept">${kept.join(', ')}</p>
          </main>
        `,
      ),
    { uploads: diskUploads(folder), limits: { formBytes: 8_000_000 } },
  )
  const { page } = await openTab(served.url, await newContext({ javaScriptEnabled: false }))
  page.setDefaultTimeout(10_000)
  const docs = () =>
    page
      .locator('[data-liveview-upload] li')
      .evaluateAll((all) =>
        all.map((one) =>
          `${one.querySelector('span')!.textContent} ${one.getAttribute('data-state')} ${one.querySelector('[role=alert]')!.textContent}`.trim(),
        ),
      )
  return { ...served, folder, page, docs }
}

test('a plain post gives a handler the same content, limits and errors [B130, B131]', async () => {
  const { page, docs, folder, logged } = await open()
  await page.setInputFiles('[name=docs]', [
    file('a.bin', 2_000_000),
    file('b.txt', 5),
    file('c.bin', 3_000_001),
  ])
  await page.click('text=Keep')
  await page.waitForSelector('noscript:text("A title is needed."), .live-flash')
  assert.deepEqual(await docs(), [
    'a.bin done',
    'b.txt failed Only files of these types can be sent: .bin.',
    'c.bin failed The file is larger than 2.9 MB.',
  ])
  await page.setInputFiles('[name=docs]', [file('d.bin', 7), file('e.bin', 7)])
  await page.click('text=Keep')
  await page.waitForSelector('[data-liveview-upload] li:nth-child(3)')
  assert.deepEqual(await docs(), [
    'a.bin done',
    'd.bin done',
    'e.bin failed At most 2 files can be sent.',
  ])
  await page.fill('[name=title]', 'x')
  await page.click('text=Keep')
  await page.waitForSelector('.kept:text("a.bin 2000000, d.bin 7")')
  assert.deepEqual(seen.at(-1), { form: { title: 'x', tags: ['one'] }, data: { album_id: '7' } })
  assert.deepEqual(await readdir(folder), [])
  assert.deepEqual(
    logged.filter(({ level }) => level === 'error'),
    [],
  )
})

test('a file that its handler does not declare is an error in development', async () => {
  const { page, folder } = await open()
  await page.fill('[name=title]', 'x')
  await page.setInputFiles('[name=other]', file('o.bin', 7))
  const answer = page.waitForResponse((response) => response.request().method() === 'POST')
  await page.click('text=Keep')
  assert.equal((await answer).status(), 500)
  await page.waitForSelector('text=E_UPLOAD_FIELD')
  assert.match(
    await page.innerText('body'),
    /The handler keep takes no files of a field called "other"/,
  )
  assert.deepEqual(seen, [])
  assert.deepEqual(await readdir(folder), [])
})
