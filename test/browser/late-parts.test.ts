/** What visitors do before the part of the client that takes it has come: on a slow network that is seconds. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { each, event, html, LiveView } from 'overwire'
import { eventually } from '../eventually.ts'
import { assertNoErrors, newContext, openTab, serve } from './browser.ts'
import type { Tab } from './browser.ts'

class Profile extends LiveView {
  static model = ['name', 'isOpen', 'size', 'tags', 'amount', 'other', 'level']
  other = ''
  level = 0
  name = ''
  isOpen = false
  size = 's'
  tags: string[] = ['x']
  amount: number | null = 1
  saved = ''
  files = this.allowUpload('files', { maxEntries: 3 })
  @event save() {
    const { name, isOpen, size, tags, amount } = this
    this.saved = JSON.stringify([name, isOpen, size, tags, amount])
  }
  override render() {
    return html`
      <input id="name" live-model="name" value=${this.name} />
      <input id="open" type="checkbox" live-model="isOpen" ?checked=${this.isOpen} />
      <select id="size" live-model="size" .value=${this.size}>
        <option>s</option>
        <option>m</option>
      </select>
      ${each(
        ['x', 'y'],
        (tag) => tag,
        (tag) => html`
          <input type="checkbox" id=${tag} value=${tag} live-model="tags" ?checked=${this.tags.includes(tag)} />
        `,
      )}
      <input id="amount" type="number" live-model="amount" .value=${this.amount} />
      <input type="range" live-model="level" />
      <input type="color" live-model="other" />
      <input type="number" live-model="level" value="many" />
      <input type="url" live-model="other" value=" https://a.example " />
      <select live-model="other"><option disabled>Choose</option><option>a</option></select>
      <select live-model="other" size="3"><option>a</option><option>b</option></select>
      <select live-model="other" .value=${this.other}><option>a</option></select>
      <input type="file" live-upload="files" multiple />
      <button id="save" @click=${this.save}>Save</button>
      <p id="saved">${this.saved}</p>
      <ul>
        ${each(
          this.files.entries,
          ({ id }) => id,
          (file) => html`<li>${file.name}</li>`,
        )}
      </ul>
    `
  }
}

async function openWithout(part: string): Promise<{ tab: Tab; come: () => void }> {
  const { url } = await serve((app) => app.live('/', Profile))
  const context = await newContext()
  let come = (): void => undefined
  const mayCome = new Promise<void>((done) => (come = done))
  await context.route(`**/_overwire/${part}.js*`, async (route) => {
    await mayCome
    await route.continue()
  })
  return { tab: await openTab(url, context, 'commit'), come }
}

for (const part of ['forms', 'client']) {
  test(`what fields with live-model hold before ${part}.js has come is in the view`, async () => {
    const { tab, come } = await openWithout(part)
    const { page } = tab
    if (part !== 'client') await tab.connected()
    await page.fill('#name', 'Ann')
    await page.check('#open')
    await page.selectOption('#size', 'm')
    await page.check('#y')
    await page.uncheck('#x')
    await page.fill('#amount', '7')
    come()
    await tab.connected()
    const isTold = (): boolean => tab.frames.some((frame) => /^> .*"field":"amount"/.test(frame))
    await eventually(isTold, 'the last field is told')
    await page.click('#save')
    await page.waitForSelector('#saved:text-is(\'["Ann",true,"m",["y"],7]\')')
    assert.equal(await page.inputValue('#name'), 'Ann')
    assertNoErrors(tab)
  })
}

test('a part that comes in time sends nothing by itself', async () => {
  const { tab, come } = await openWithout('nothing')
  come()
  await tab.connected()
  await tab.page.click('#save')
  await tab.page.waitForSelector('#saved:text-is(\'["",false,"s",["x"],1]\')')
  assert.deepEqual(
    tab.frames.filter((frame) => frame.includes('$model')),
    [],
  )
  assertNoErrors(tab)
})

test('files that are chosen before uploads.js has come are taken', async () => {
  const { tab, come } = await openWithout('uploads')
  await tab.connected()
  const file = { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('a') }
  await tab.page.setInputFiles('[live-upload]', file)
  come()
  await tab.page.waitForSelector('li:text-is("a.txt")')
  assertNoErrors(tab)
})
