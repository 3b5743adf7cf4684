/** form(): errors where they belong, and rows that come and go. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, each, event, form, html, LiveView } from 'overwire'
import type { FormField } from 'overwire'
import { z } from 'zod'
import { assertNoErrors, openTab, serve } from './browser.ts'
import { eventually } from '../eventually.ts'

const order = z.object({
  email: z.email('No address.'),
  lines: z
    .array(z.object({ qty: z.coerce.number().min(1, 'At least 1.') }))
    .min(1, 'Order something.'),
})

class Shop extends LiveView {
  form = form(order, { email: '', lines: [{ qty: '1' }] })
  bought = ''
  @event check(fields: Record<string, unknown>) {
    this.form = this.form.change(fields)
  }
  @event buy(fields: Record<string, unknown>) {
    const result = this.form.submit(fields)
    this.form = result.form
    if (!result.ok) return
    if (result.data.email === 'taken@b.org') this.form = this.form.withErrors({ email: 'Taken.' })
    else this.bought = JSON.stringify(result.data)
  }
  @event add() {
    this.form = this.form.addRow('lines', { qty: '1' })
  }
  @event remove({ key }: { key: number }) {
    this.form = this.form.removeRow('lines', key)
  }
  render() {
    const input = ({ name, id, errorId, value, errors, invalid }: FormField) => html`
      <input name=${name} id=${id} value=${value} aria-invalid=${invalid && 'true'} aria-describedby=${errorId}>
      <p id=${errorId}>${errors.join(' ')}</p>`
    return html`
      <form @change=${this.check} @submit=${this.buy}>
        ${input(this.form.field('email'))}
        ${each(
          this.form.rows('lines'),
          'key',
          ({ key, field }) => html`
          <fieldset>${input(field('qty'))}
            <button type="button" id=${`remove-${key}`} @click=${call(this.remove, { key })}>Remove</button>
          </fieldset>`,
        )}
        <p id="lines">${this.form.field('lines').errors.join(' ')}</p>
        <button type="button" id="add" @click=${this.add}>Add</button><button id="buy">Buy</button>
      </form><output>${this.bought}</output>`
  }
}

test('only the field that was used shows what is wrong, until the submit shows all [B10, B124]', async () => {
  const { url } = await serve((app) => app.live('/', Shop))
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await page.fill('#lines-0-qty', '0')
  await page.press('#lines-0-qty', 'Tab')
  await page.waitForSelector('#lines-0-qty-errors:text-is("At least 1.")')
  assert.equal(await page.getAttribute('#lines-0-qty', 'aria-invalid'), 'true')
  assert.equal(await page.textContent('#email-errors'), '')
  await page.click('#buy')
  await page.waitForSelector('#email-errors:text-is("No address.")')
  await page.fill('#email', 'taken@b.org')
  await page.fill('#lines-0-qty', '2')
  await page.press('#lines-0-qty', 'Enter')
  await page.waitForSelector('#email-errors:text-is("Taken.")')
  await page.fill('#email', 'a@b.org')
  await page.click('#buy')
  await page.waitForSelector('output:has-text("a@b.org")')
  assertNoErrors(tab)
})

test('rows are added and removed; what is typed into others stays theirs [B125]', async () => {
  const { url } = await serve((app) => app.live('/', Shop))
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await page.fill('#email', 'a@b.org')
  await page.click('#add')
  await page.fill('#lines-1-qty', '22')
  await page.click('#add')
  await page.fill('#lines-2-qty', '33')
  await page.click('#remove-0')
  await page.waitForSelector('#lines-0-qty', { state: 'detached' })
  assert.equal(await page.inputValue('#lines-1-qty'), '22')
  await page.click('#buy')
  await page.waitForSelector('output:has-text("22")')
  assert.equal(
    await page.textContent('output'),
    '{"email":"a@b.org","lines":[{"qty":22},{"qty":33}]}',
  )
  await page.click('#remove-1')
  await page.click('#remove-2')
  await page.waitForSelector('fieldset', { state: 'detached' })
  await page.click('#buy')
  await page.waitForSelector('#lines:text-is("Order something.")')
  assertNoErrors(tab)
})

test('rows that were added to a lost view are in the new one [B125, B128]', async () => {
  const { url, server } = await serve((app) => app.live('/', Shop), { limits: { graceMs: 0 } })
  const sockets = new Set<{ destroy(): void }>()
  server.on('connection', (socket) => sockets.add(socket))
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await page.fill('#email', 'a@b.org')
  await page.click('#add')
  await page.fill('#lines-1-qty', '22')
  await page.click('#add')
  await page.waitForSelector('#lines-2-qty')
  const from = tab.frames.length
  for (const socket of sockets) socket.destroy()
  // The answer to what the form tells the new view.
  const isAnswered = (): boolean => tab.frames.slice(from).some((text) => text.startsWith('< [1,'))
  await eventually(isAnswered, 'the new view answers', { state: () => tab.frames.slice(from) })
  await page.waitForSelector('#lines-2-qty')
  assert.equal(await page.inputValue('#lines-1-qty'), '22')
  await page.click('#buy')
  await page.waitForSelector('output:has-text("22")')
  assert.equal(await page.locator('form > input[type=hidden]').count(), 0)
  assertNoErrors(tab)
})
