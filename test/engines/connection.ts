/** Lost connections, other windows, and a server that was replaced. */
import assert from 'node:assert/strict'
import { event, html, LiveView, pushToView } from 'overwire'
import type { Scenarios, Visit } from './visit.ts'

class Counter extends LiveView {
  count = 0
  seen = ''
  @event inc() {
    this.count++
  }
  @event see({ value }: { value: string }) {
    this.seen += value.at(-1)
  }
  render() {
    return html`<h1>${this.count}</h1><button @click=${this.inc}>Add</button><input id="typed">
      <input id="seen" @input=${this.see} live-debounce="0"><output>${this.seen}</output>`
  }
}

/** Cuts the connection and acts in the same turn of the page, before it can be back. */
async function disconnected(visit: Visit, act: () => void): Promise<void> {
  await visit.page.evaluate((code) => {
    addEventListener('live:connection', (event) => {
      const { state } = (event as CustomEvent<{ state: string }>).detail
      if (state === 'disconnected') document.documentElement.dataset['lost'] = code
    })
  }, '1')
  visit.cut()
  await visit.until(() => document.documentElement.dataset['lost'], '1')
  await visit.page.evaluate(act)
}

export const connection: Scenarios = {
  async 'after a lost connection the same view goes on, and clicks made meanwhile count once'(
    visit,
  ) {
    const page = await visit.open(Counter)
    await page.click('button')
    await visit.shows('h1', '1')
    await page.click('#typed')
    await page.type('kept')
    await disconnected(visit, () => {
      for (let i = 0; i < 3; i++) document.querySelector('button')!.click()
    })
    await visit.connected()
    await visit.shows('h1', '4')
    await page.type('!')
    const typed = await page.evaluate(
      () => document.querySelector<HTMLInputElement>('#typed')!.value,
    )
    assert.equal(typed, 'kept!')
    await page.click('button')
    await visit.shows('h1', '5')
  },

  async 'what is typed over several cuts arrives whole and in order'(visit) {
    const page = await visit.open(Counter)
    await page.click('#seen')
    for (const letters of ['abc', 'def', 'ghi']) {
      await page.type(letters)
      visit.cut()
    }
    await visit.shows('output', 'abcdefghi')
  },

  async 'two windows of a visitor hear one push, and have their own state'(visit) {
    const page = await visit.open(Counter)
    const other = await visit.another('/')
    await other.click('button')
    await visit.shows('h1', '1', other)
    assert.equal(await page.evaluate(() => document.querySelector('h1')!.textContent), '0')
    await pushToView(Counter, { state: { count: 9 } })
    await visit.shows('h1', '9', other)
    await visit.shows('h1', '9')
  },
}
