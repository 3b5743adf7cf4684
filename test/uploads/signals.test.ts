/** Files in forms that call signals: the task has references, and reads the files where it runs. */
import assert from 'node:assert/strict'
import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, test } from 'node:test'
import { html } from 'overwire'
import { diskUploads } from 'overwire/node'
import {
  disconnectSignals,
  everyone,
  serializedForm,
  signal,
  trigger,
  WINDOW,
} from 'overwire/signals'
import { memoryQueue } from 'overwire/tasks'
import type { TaskQueue } from 'overwire/tasks'
import type { AppOptions } from 'overwire'
import { z } from 'zod'
import { eventually } from '../eventually.ts'
import { assertNoErrors, openTab, serve } from '../browser/browser.ts'
import { plainBytes } from './plain-bytes.ts'
import type { Page } from 'playwright-core'

const file = (name: string, size: number) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: plainBytes(size),
})

let attempts: string[][] = []
let fails = 0

beforeEach(() => {
  attempts = []
  fails = 0
  disconnectSignals()
  signal(
    {
      path: 'app.keep',
      isAllowedTo: everyone,
      attempts: 2,
      backoffMs: 1,
      args: { form: serializedForm(z.object({ title: z.string() })), id: z.number() },
      uploads: { docs: { maxEntries: 2, maxFileSize: 3_000_000, accept: ['.bin'] } },
    },
    async (info, { form, id }, task) => {
      const seen: string[] = []
      attempts.push(seen)
      const names = await task.uploads.docs.consume(async (one) => {
        if (fails-- > 0 && seen.length === 1) throw new Error('half-way')
        seen.push(`${one.name} ${(await one.bytes()).length} ${one.type}`)
        return one.name
      })
      const title = form.ok ? form.data.title : ''
      const content = `${id} ${title}: ${names.join(', ')}`
      await trigger(info, 'html.text', { to: WINDOW, selector: '#kept', content })
    },
  )
  signal({ path: 'app.plain', isAllowedTo: everyone }, (info, _args, { uploads }) =>
    trigger(info, 'html.text', {
      to: WINDOW,
      selector: '#kept',
      content: `plain ${Object.keys(uploads).length}`,
    }),
  )
  signal({ path: 'app.ignore', isAllowedTo: everyone, uploads: { docs: {} } }, (info) =>
    trigger(info, 'html.text', { to: WINDOW, selector: '#kept', content: 'ignored' }),
  )
  signal({ path: 'app.closed', uploads: { docs: {} } }, () => {})
})

async function open(options: AppOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'overwire-test-'))
  const keep = JSON.stringify([{ name: 'app.keep', form: 'form', opts: { id: 5 } }])
  const served = await serve(
    (app) =>
      app.page(
        '/',
        () => html`
          <form id="keep" data-df-signal=${keep}>
            <input name="title" />
            <input type="file" name="docs" multiple />
            <button>Keep</button>
          </form>
          <form id="plain" data-df-signal='[{"name": "app.plain"}]'>
            <input type="file" name="other" /><button>Send</button>
          </form>
          <form id="ignore" data-df-signal='[{"name": "app.ignore"}]'>
            <input type="file" name="docs" /><button>Ignore</button>
          </form>
          <form id="closed" data-df-signal='[{"name": "app.closed"}]'>
            <input type="file" name="docs" /><button>Ask</button>
          </form>
          <p id="kept"></p>
        `,
      ),
    { uploads: diskUploads(folder), ...options },
  )
  const tab = await openTab(served.url)
  tab.page.setDefaultTimeout(15_000)
  await tab.connected()
  return { ...served, folder, tab, page: tab.page }
}

const states = (page: Page) =>
  page
    .locator('[data-liveview-upload] li')
    .evaluateAll((all) => all.map((one) => one.getAttribute('data-state')))

test('files of a form go along with the task of its signal [B130]', async () => {
  const { tab, page, folder } = await open()
  await page.setInputFiles('#keep [name=docs]', [file('a.bin', 2_000_000), file('b.txt', 5)])
  await page.waitForSelector('#keep [data-state=done]')
  assert.deepEqual(await states(page), ['done', 'failed'])
  await page.fill('[name=title]', 'Mine')
  await page.setInputFiles('#keep [name=docs]', file('c.bin', 2_000_000))
  await page.click('text=Keep')
  await page.waitForSelector('#kept:text-is("5 Mine: a.bin, c.bin")')
  await eventually(async () => (await readdir(folder)).length === 0)
  await page.waitForFunction(() => !document.querySelector('[data-liveview-upload] li'))
  // What was typed stays: signals do not clear forms.
  assert.equal(await page.inputValue('[name=title]'), 'Mine')
  await page.click('text=Keep')
  await page.waitForSelector('#kept:text-is("5 Mine: ")')
  assertNoErrors(tab)
})

test('an attempt that fails leaves what it had not taken to the next one', async () => {
  const { page, folder } = await open()
  fails = 2
  await page.setInputFiles('#keep [name=docs]', [file('a.bin', 7), file('b.bin', 8)])
  await page.click('text=Keep')
  await page.waitForSelector('#kept:text-is("5 : b.bin")')
  assert.deepEqual(attempts, [
    ['a.bin 7 application/octet-stream'],
    ['b.bin 8 application/octet-stream'],
  ])
  await eventually(async () => (await readdir(folder)).length === 0)
})

test('files that a function leaves go with its task', async () => {
  const { page, folder } = await open()
  await page.setInputFiles('#ignore [name=docs]', file('a.bin', 7))
  await page.waitForSelector('#ignore [data-state=done]')
  assert.equal((await readdir(folder)).length > 0, true)
  await page.click('text=Ignore')
  await page.waitForSelector('#kept:text-is("ignored")')
  await eventually(async () => (await readdir(folder)).length === 0)
})

test('what a signal does not declare, or does not allow, is not kept', async () => {
  const { tab, page, folder } = await open()
  await page.setInputFiles('#plain [name=other]', file('o.bin', 5))
  await eventually(() => tab.errors.some((error) => error.includes('E_UPLOAD_FIELD')))
  assert.match(tab.errors.join(), /The signal app.plain takes no files of a field called "other"/)
  await page.click('text=Send')
  await page.waitForSelector('#kept:text-is("plain 0")')
  await page.setInputFiles('#closed [name=docs]', file('o.bin', 5))
  await eventually(async () => (await page.inputValue('#closed [name=docs]')) === '')
  assert.deepEqual(await readdir(folder), [])
})

/** A queue that other processes work too, as far as anybody can tell. */
function sharedQueue(): TaskQueue {
  return new Proxy(memoryQueue(), {
    get(queue, name) {
      if (name === 'shared') return true
      const value: unknown = Reflect.get(queue, name)
      return typeof value === 'function' ? (value.bind(queue) as unknown) : value
    },
  })
}

test('on a shared queue files need a store that its workers reach', async () => {
  const lonely = await open({
    queue: sharedQueue(),
    work: ['default'],
    uploads: undefined as never,
  })
  await lonely.page.setInputFiles('#keep [name=docs]', file('a.bin', 5))
  await eventually(() => lonely.tab.errors.some((error) => error.includes('E_UPLOAD_WORKERS')))
  const { tab, page, folder } = await open({ queue: sharedQueue(), work: ['default'] })
  await page.setInputFiles('#keep [name=docs]', file('a.bin', 5))
  await page.click('text=Keep')
  await page.waitForSelector('#kept:text-is("5 : a.bin")')
  await eventually(async () => (await readdir(folder)).length === 0)
  assertNoErrors(tab)
})

test('a second function of a signal that takes files is refused', () => {
  assert.throws(() => signal({ path: 'app.keep', uploads: { docs: {} } }, () => {}), {
    code: 'E_OPTION',
  })
  assert.throws(() => signal({ path: 'app.new', uploads: { 'a b': {} } }, () => {}), {
    code: 'E_OPTION',
  })
})
