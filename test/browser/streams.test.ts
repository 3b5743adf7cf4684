/** Streams in a real page: rows that the server has forgotten live on in the browser. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { each, event, html, LiveView, pushToView, stream } from 'overwire'
import { assertNoErrors, openTab, serve } from './browser.ts'
import type { Tab } from './browser.ts'

interface Message {
  id: number
  text: string
}
const message = (id: number, text: string = `m${id}`): Message => ({ id, text })

class Chat extends LiveView {
  static open: Chat
  messages = stream<Message>({ key: 'id' })
  title = 'Chat'
  mount() {
    Chat.open = this
    this.messages.reset([message(1), message(2), message(3)])
  }
  add({ id, at = -1 }: { id: number; at?: number }) {
    this.messages.insert(message(id), { at })
  }
  edit({ id }: { id: number }) {
    this.messages.insert(message(id, `edited ${id}`))
  }
  renew({ ids }: { ids: number[] }) {
    this.messages.reset(ids.map((id) => message(id, id === 2 ? 'renewed 2' : `m${id}`)))
  }
  remove({ id }: { id: number }) {
    this.messages.delete(id)
  }
  @event rename() {
    this.title = 'Renamed'
  }
  render() {
    const rows = each(
      this.messages,
      ({ id, text }) => html`<li id=${`row-${id}`}><b>${text}</b> <input></li>`,
    )
    return html`
      <h1>${this.title}</h1>
      <button @click=${this.rename}>Rename</button>
      <section><p>static</p><ul>${rows}</ul></section>
      <pre>${this.texts['answer']}</pre>
    `
  }
}

async function open(): Promise<Tab & { url: string }> {
  const { url } = await serve((app) => app.live('/', Chat))
  const tab = await openTab(url)
  await tab.connected()
  return { ...tab, url }
}

const texts = (page: Page): Promise<(string | null)[]> =>
  page.$$eval('li b', (rows) => rows.map((row) => row.textContent))
const push = (handler: 'add' | 'edit' | 'remove' | 'renew', payload: object): Promise<void> =>
  pushToView('Chat', { handler, payload })
const healed = (tab: Tab): boolean => tab.frames.some((frame) => frame.startsWith('> [4'))

test('focus and what was typed stay in a row while others stream in [A38]', async () => {
  const tab = await open()
  const { page } = tab
  await page.fill('#row-2 input', 'typed')
  for (let id = 4; id < 30; id++) await push('add', { id, at: id % 2 === 0 ? 0 : -1 })
  await push('remove', { id: 1 })
  await push('edit', { id: 3 })
  await page.waitForSelector('b:has-text("edited 3")')
  assert.equal(await page.evaluate(() => document.activeElement!.parentElement!.id), 'row-2')
  assert.equal(await page.inputValue('#row-2 input'), 'typed')
  const all = await texts(page)
  assert.equal(all.length, 28)
  assert.equal(all[0], 'm28')
  assert.equal(all.at(-1), 'm29')
  assertNoErrors(tab)
})

test('an update of a row keeps its nodes: focus, caret, open parts; no leaving, never twice', async () => {
  const tab = await open()
  const { page } = tab
  await page.evaluate(() => {
    const row = document.querySelector<HTMLElement>('#row-2')!
    row.dataset['mark'] = 'same'
    row.setAttribute('live-leave', 'fade')
    const counts: number[] = []
    Object.assign(globalThis, { counts })
    new MutationObserver(() => counts.push(document.querySelectorAll('#row-2').length)).observe(
      document.querySelector('ul')!,
      { childList: true, subtree: true },
    )
  })
  await page.fill('#row-2 input', 'typed')
  await page.evaluate(() =>
    document.querySelector<HTMLInputElement>('#row-2 input')!.setSelectionRange(2, 2),
  )
  await push('edit', { id: 2 })
  await page.waitForSelector('#row-2 b:has-text("edited 2")')
  await push('renew', { ids: [3, 2, 5] })
  await page.waitForSelector('#row-5')
  assert.deepEqual(await texts(page), ['m3', 'renewed 2', 'm5'])
  assert.deepEqual(
    await page.evaluate(() => {
      const input = document.querySelector<HTMLInputElement>('#row-2 input')!
      const { counts } = globalThis as unknown as { counts: number[] }
      const { dataset } = input.parentElement!
      const isFocused = input === document.activeElement
      return [input.value, input.selectionStart, isFocused, dataset['mark'], Math.max(...counts)]
    }),
    ['typed', 2, true, 'same', 1],
  )
  assert.equal(await page.locator('[live-leaving]').count(), 0)
  assertNoErrors(tab)
})

test('a page whose surroundings were damaged heals and keeps its rows [A38]', async () => {
  const tab = await open()
  const { page } = tab
  await push('add', { id: 4 })
  await page.waitForSelector('#row-4')
  await page.fill('#row-2 input', 'typed')
  await page.evaluate(() => {
    document.querySelector('section p')!.remove()
    document.querySelector('h1')!.replaceChildren(document.createElement('font'))
    document.querySelector('h1')!.remove()
  })
  await push('add', { id: 5, at: 0 })
  await page.click('button')
  await page.waitForSelector('h1:has-text("Renamed")')
  await page.waitForSelector('section p')
  assert.ok(healed(tab))
  assert.deepEqual(await texts(page), ['m5', 'm1', 'm2', 'm3', 'm4'])
  assert.equal(await page.inputValue('#row-2 input'), 'typed')
  await push('remove', { id: 2 })
  await push('add', { id: 6 })
  await page.waitForSelector('#row-6')
  assert.deepEqual(await texts(page), ['m5', 'm1', 'm3', 'm4', 'm6'])
  assertNoErrors(tab)
})

test('rows that someone removed come back, and so does what came meanwhile [A38]', async () => {
  const tab = await open()
  const { page } = tab
  await push('add', { id: 4 })
  await page.waitForSelector('#row-4')
  await page.evaluate(() => document.querySelector('ul')!.replaceChildren())
  await push('add', { id: 5, at: 1 })
  await push('edit', { id: 2 })
  await push('add', { id: 6 })
  await page.waitForSelector('#row-6')
  await page.waitForFunction(() => document.querySelectorAll('li').length === 6)
  assert.ok(healed(tab))
  assert.deepEqual(await texts(page), ['m1', 'm5', 'edited 2', 'm3', 'm4', 'm6'])
  assertNoErrors(tab)
})

test('after a lost connection rows that came meanwhile follow [A38]', async () => {
  const served = await serve((app) => app.live('/', Chat))
  const sockets = new Set<{ destroy(): void }>()
  served.server.on('connection', (socket) => sockets.add(socket))
  const tab = await openTab(served.url)
  const { page } = tab
  await tab.connected()
  await push('add', { id: 4 })
  await page.waitForSelector('#row-4')
  await page.context().setOffline(true)
  for (const socket of sockets) socket.destroy()
  await page.waitForSelector('html[live-connection=disconnected]')
  await push('add', { id: 5, at: 0 })
  await push('remove', { id: 2 })
  await page.context().setOffline(false)
  await page.waitForSelector('#row-5')
  assert.deepEqual(await texts(page), ['m5', 'm1', 'm3', 'm4'])
})

test('1,000 chunks of text arrive complete and in order, also in a translated page [A38, B151]', async () => {
  const tab = await open()
  const { page } = tab
  const view = Chat.open
  const expected = Array.from({ length: 1000 }, (_, i) => `<${i}>`).join('')
  for (let i = 0; i < 1000; i++) {
    view.streamText('answer', `<${i}>`)
    if (i % 50 === 0) await new Promise((resolve) => setImmediate(resolve))
    if (i === 500) {
      await page.waitForFunction(() => document.querySelector('pre')!.textContent.includes('<50>'))
      await page.evaluate(() => {
        const font = document.createElement('font')
        font.textContent = 'translated'
        document.querySelector('pre')!.firstChild!.replaceWith(font)
      })
    }
  }
  await page.waitForFunction(
    (text) => document.querySelector('pre')!.textContent === text,
    expected,
  )
  const appends = tab.frames.filter((frame) => frame.includes('{"+":'))
  assert.ok(appends.length > 0)
  assertNoErrors(tab)
})
