/** Folders that are chosen or dropped: their files come with the paths that they have in them. */
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { each, event, html, LiveView } from 'overwire'
import { safePath } from '../../src/uploads/file-name.ts'
import { assertNoErrors, openTab, partStarted, serve } from '../browser/browser.ts'

class Album extends LiveView {
  photos = this.allowUpload('photos', { directory: true, maxEntries: 10 })
  files = this.allowUpload('files', { maxEntries: 10 })
  kept: string[] = []

  @event async keep() {
    for (const name of ['photos', 'files']) {
      const paths = await this.consumeUploads(
        name,
        async (file) => `${file.relativePath} ${await file.text()}`,
      )
      this.kept = [...this.kept, ...paths]
    }
  }
  override render() {
    return html`
      <form @submit=${this.keep}>
        <div live-upload-drop="photos" id="zone">
          <input type="file" live-upload="photos" ?webkitdirectory=${this.photos.directory} />
        </div>
        <input type="file" live-upload="files" multiple ?webkitdirectory=${this.files.directory} />
        <button>Keep</button>
      </form>
      <ul class="photos">
        ${each(
          this.photos.entries,
          ({ id }) => id,
          (entry) => html`<li class=${entry.state}>${entry.relativePath}</li>`,
        )}
      </ul>
      <ol>${each(
        this.kept,
        (name) => name,
        (name) => html`<li>${name}</li>`,
      )}</ol>
    `
  }
}

async function open() {
  const { url } = await serve((app) => app.live('/', Album))
  const tab = await openTab(url)
  tab.page.setDefaultTimeout(30_000)
  await tab.connected()
  await partStarted(tab.page, 'uploads')
  return { tab, page: tab.page }
}

test('a folder is chosen with all that is in it', async (t) => {
  const { tab, page } = await open()
  const folder = await mkdtemp(join(tmpdir(), 'overwire-folder-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const album = join(folder, 'album')
  await mkdir(join(album, 'sea', 'north'), { recursive: true })
  await writeFile(join(album, 'a.txt'), 'top')
  await writeFile(join(album, 'sea', 'a.txt'), 'sea')
  await writeFile(join(album, 'sea', 'north', 'b.txt'), 'north')
  await page.setInputFiles('[live-upload=photos]', album)
  await page.waitForFunction(() => document.querySelectorAll('.photos .done').length === 3)
  await page.click('text=Keep')
  await page.waitForSelector('ol li:nth-child(3)')
  assert.deepEqual((await page.locator('ol li').allInnerTexts()).toSorted(), [
    'album/a.txt top',
    'album/sea/a.txt sea',
    'album/sea/north/b.txt north',
  ])
  assertNoErrors(tab)
})

test('a folder is dropped where folders are taken, and files by themselves have their names', async () => {
  const { tab, page } = await open()
  // No script can make a folder to drop: what the browser gives for one is made here.
  await page.evaluate(`{
    const file = (path) => ({
      isFile: true,
      fullPath: path,
      file: (take) => take(new File([path], path.split('/').at(-1))),
    })
    const folder = (...all) => ({
      isFile: false,
      createReader: () => ({ rest: [all, []], readEntries(take) { take(this.rest.shift()) } }),
    })
    const entries = [folder(file('/trip/a.txt'), folder(file('/trip/day/b.txt'))), file('/c.txt')]
    DataTransferItem.prototype.webkitGetAsEntry = () => entries.shift()
    const transfer = new DataTransfer()
    transfer.items.add(new File([''], 'trip'))
    transfer.items.add(new File([''], 'c.txt'))
    const event = new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true })
    document.querySelector('#zone').dispatchEvent(event)
  }`)
  await page.waitForFunction(() => document.querySelectorAll('.photos .done').length === 3)
  assert.deepEqual((await page.locator('.photos li').allInnerTexts()).toSorted(), [
    'c.txt',
    'trip/a.txt',
    'trip/day/b.txt',
  ])
  assertNoErrors(tab)
})

test('a path of a visitor leads nowhere but below the folder of who keeps it', () => {
  const cases = {
    'a/b.txt': 'a/b.txt',
    '../../etc/passwd': 'etc/passwd',
    '/etc/./passwd': 'etc/passwd',
    'a/..\\..\\b.txt': 'a/b.txt',
    '.ssh/key': 'ssh/key',
    'con/x': '_con/x',
    '...': '',
    '': '',
  }
  for (const [given, safe] of Object.entries(cases)) assert.equal(safePath(given), safe, given)
  assert.equal(safePath(Array.from({ length: 100 }, (_, i) => i).join('/')).split('/').length, 21)
})
