/** Stores that can't keep a file: its entry says so, and what is beside it comes. */
import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { call, each, event, html, LiveView } from 'overwire'
import type { UploadStore } from 'overwire'
import { diskUploads } from 'overwire/node'
import { openTab, serve } from '../browser/browser.ts'

class Files extends LiveView {
  docs = this.allowUpload('docs', { maxEntries: 2 })
  kept: string[] = []

  @event async keep() {
    this.kept = await this.consumeUploads('docs', ({ name }) => name)
  }
  @event retry({ id }: { id: string }) {
    this.retryUpload('docs', id)
  }
  override render() {
    return html`
      <form @submit=${this.keep}>
        <input type="file" live-upload="docs" multiple />
        <button id="keep">Keep</button>
      </form>
      ${each(
        this.docs.entries,
        ({ id }) => id,
        ({ id, state, clientName, error }) => html`
          <p class=${state}>
            ${clientName} ${error} <button @click=${call(this.retry, { id })}>Again</button>
          </p>
        `,
      )}
      <p id="kept">${this.kept.join()}</p>
    `
  }
}

const SIZE = 777
let thrown: Error | undefined

/** A disk that throws when it should keep a file of {@link SIZE} bytes. */
async function failing(): Promise<UploadStore> {
  const disk = diskUploads(await mkdtemp(join(tmpdir(), 'overwire-test-')))
  const append: UploadStore['append'] = (id, offset, bytes) =>
    thrown && bytes.byteLength === SIZE ? Promise.reject(thrown) : disk.append(id, offset, bytes)
  return new Proxy(disk, {
    get(store, name) {
      if (name === 'append') return append
      const value: unknown = Reflect.get(store, name)
      return typeof value === 'function' ? (value.bind(store) as unknown) : value
    },
  })
}

const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })

for (const [error, sentence] of [
  [new Error('on purpose'), 'The file could not be sent. Please try again.'],
  [full, 'The server has no room for this file now. Please try again later.'],
] as const) {
  test(`${error.message}: the other file is taken, and this one is sent again when asked for`, async () => {
    thrown = error
    const { url } = await serve((app) => app.live('/', Files), { uploads: await failing() })
    const { page, connected } = await openTab(url)
    page.setDefaultTimeout(60_000)
    await connected()
    const file = (name: string, size: number) => ({
      name,
      mimeType: 'text/plain',
      buffer: Buffer.alloc(size, 'a'),
    })
    await page.setInputFiles('input', [file('bad.txt', SIZE), file('good.txt', 5)])
    // It waits for both: for one until it is given up.
    await page.click('#keep')
    await page.waitForSelector(`.failed:text("bad.txt ${sentence}")`)
    await page.waitForSelector('#kept:text-is("good.txt")')
    thrown = undefined
    await page.click('.failed button')
    await page.waitForSelector('.done:text("bad.txt")')
    await page.click('#keep')
    await page.waitForSelector('#kept:text-is("bad.txt")')
    assert.equal(await page.locator('.failed, .done').count(), 0)
  })
}
