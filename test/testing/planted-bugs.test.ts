/** One small suite over a page, and ten mistakes in that page: each is found. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApp, each, event, html, LiveView } from 'overwire'
import { openPage, TestClock } from 'overwire/testing'
import type { TestPage } from 'overwire/testing'

/** The mistake that is made now; "" for none. */
let bug = ''

class Shop extends LiveView {
  static override tickInterval = 1000
  cart: string[] = []
  size = 'small'
  minutes = 0
  override mount() {
    if (bug === 'mount') throw new Error('The second visit is one too many.')
  }
  override handleTick() {
    if (bug !== 'tick') this.minutes++
  }
  @event put({ name }: { name: string }) {
    if (bug === 'throws') throw new Error('out of stock')
    if (bug === 'same') return void this.cart.push(name, name)
    this.cart = [...this.cart, name]
  }
  @event choose({ value }: { value: string }) {
    this.size = value
  }
  @event async pay() {
    if (bug === 'hangs') await new Promise(() => undefined)
    this.liveRedirect(bug === 'lost' ? '/thansk' : '/thanks')
  }
  render() {
    const label = bug === 'label' ? '' : 'Name'
    return html`
      <h1>${this.cart.length} in the cart</h1>
      <form id="form" @submit=${this.put}>
        <label>${label} <input name=${bug === 'name' ? null : 'name'}></label><button>Put</button>
      </form>
      <label>Size <select @change=${this.choose}>
        <option>small</option>${bug !== 'option' && html`<option>large</option>`}
      </select></label>
      <p id="size">${this.size}</p><p id=${bug === 'ids' ? 'size' : 'time'}>${this.minutes}</p>
      <ul>${each(
        this.cart,
        (_, i) => i,
        (name) => html`<li>${name}</li>`,
      )}</ul>
      <button disabled=${bug === 'disabled'} @click=${this.pay}>Pay</button>
    `
  }
}

class Thanks extends LiveView {
  render() {
    return html`<h1>Thanks</h1>`
  }
}

async function suite(): Promise<void> {
  const clock = new TestClock()
  const logger = { info() {}, warn() {}, error() {} }
  const app = createApp({ clock, logger }).live('/', Shop).live('/thanks', Thanks)
  let page: TestPage | undefined
  try {
    page = await openPage(app, '/', { clock })
    await page.getByLabel('Name').fill('tea')
    await page.getByRole('button', { name: 'Put' }).click()
    assert.equal(page.html('ul'), '<li>tea</li>')
    await page.getByLabel('Size').select('large')
    assert.equal(page.text('#size'), 'large')
    await page.advance(2000)
    assert.equal(page.text('#time'), '2')
    await page.getByRole('button', { name: 'Pay' }).click()
    assert.deepEqual([page.status, page.text('h1')], [200, 'Thanks'])
  } finally {
    await page?.close()
  }
}

test('the suite passes on the page as it should be', async () => {
  bug = ''
  await suite()
})

const found: Record<string, RegExp> = {
  mount: /answers 500.*second visit/s,
  tick: /'0'[^]*'2'|0 !== 2|strictly equal/,
  throws: /E_HANDLER/,
  same: /<li>tea<\/li><li>tea<\/li>/,
  hangs: /waits for the answer to "pay"/,
  lost: /404|thansk|Thanks/,
  label: /Name/,
  name: /has no name/,
  option: /"large" not found/,
  ids: /Two elements have the id "size"/,
  disabled: /is disabled/,
}

for (const [name, error] of Object.entries(found)) {
  test(`a mistake is found: ${name}`, async () => {
    bug = name
    await assert.rejects(suite(), error)
  })
}
