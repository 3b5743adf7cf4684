/** Web components in templates: attributes, properties, content, events with details, and values of forms. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, event, html, LiveView } from 'overwire'
import { assertNoErrors, newContext, openTab, serve } from './browser.ts'

class Rating extends LiveView {
  stars = 2
  by = 'nobody'
  saved = ''
  tries = 0
  @event rate({ stars = 0, by }: { stars?: number; by: string }) {
    this.stars = stars
    this.by = by
    this.tries++
  }
  @event save({ stars }: { stars: string }) {
    this.saved = stars
  }
  override render() {
    return html`
      <form @submit=${this.save}>
        <x-rating
          id="rating" name="stars" max=${5} label=${`Rated by ${this.by}`} .value=${this.stars}
          @rating-changed=${call(this.rate, { by: 'Ann' })}
        ><b>${this.stars} of 5</b></x-rating>
        <button>Save</button>
      </form>
      <p>${this.tries} ${this.saved}</p>
    `
  }
}

/** With a shadow tree, a slot, a property and a value of its form. */
const component = `
  customElements.define('x-rating', class extends HTMLElement {
    static formAssociated = true
    inner = this.attachInternals()
    constructor() {
      super()
      const more = Object.assign(document.createElement('button'), { textContent: 'more', type: 'button' })
      this.attachShadow({ mode: 'open' }).append(document.createElement('slot'), more)
      more.onclick = () =>
        this.dispatchEvent(new CustomEvent('rating-changed', { detail: { stars: this.current + 1 }, bubbles: true }))
    }
    set value(stars) { this.current = stars; this.inner.setFormValue(String(stars)) }
    get value() { return this.current }
  })
`

test('a custom element gets attributes and properties, keeps its shadow tree, and its events and values arrive [B106]', async () => {
  const { url } = await serve((app) => app.live('/', Rating))
  const context = await newContext()
  await context.addInitScript(`document.addEventListener('DOMContentLoaded', () => {${component}})`)
  const tab = await openTab(url, context)
  const { page } = tab

  await tab.connected()
  const state = (): Promise<unknown> =>
    page.evaluate(`[rating.current, rating.getAttribute('label'), rating.textContent]`)
  assert.deepEqual(await state(), [2, 'Rated by nobody', '2 of 5'])
  await page.evaluate('globalThis.before = rating')
  await page.getByRole('button', { name: 'more' }).click()
  await page.getByText('3 of 5').waitFor()
  assert.deepEqual(await state(), [3, 'Rated by Ann', '3 of 5'])
  assert.equal(await page.evaluate('before === rating && rating.shadowRoot.children.length'), 2)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.locator('p', { hasText: '1 3' }).waitFor()
  assertNoErrors(tab)
})
