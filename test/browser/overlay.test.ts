/** What a browser shows of the server's errors, in development and in production. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, html, LiveView } from 'overwire'
import { openTab, serve } from './browser.ts'

class Faulty extends LiveView {
  @event fail() {
    throw new TypeError('the shelf is empty') // the line that failed
  }
  @event async failLater() {
    await Promise.resolve()
    throw new RangeError('the shelf is full')
  }
  render() {
    return html`<button id="now" @click=${this.fail}>now</button>
      <button id="later" @click=${this.failLater}>later</button>`
  }
}

class Large extends LiveView {
  @event send(_sent: { text: string }) {}
  @event({ permissionRequired: 'nobody.has.it' }) no() {}
  render() {
    return html`<form @submit=${this.send}><textarea name="text"></textarea><button id="send">Send</button></form>
      <button id="no" @click=${this.no}>no</button>`
  }
}

test('in development an error of an event is shown with its message, place and source; button and Escape close it [B181]', async () => {
  const { url } = await serve((app) => app.live('/', Faulty), { development: true })
  const tab = await openTab(url)
  await tab.connected()
  const panel = tab.page.locator('overwire-error [role=alertdialog]')
  await tab.page.click('#now')
  await panel.waitFor()
  const text = await panel.innerText()
  assert.match(text, /TypeError: the shelf is empty/)
  assert.match(text, /Faulty, during fail/)
  assert.match(text, /overlay\.test\.ts:\d+ in .*fail/)
  assert.match(await panel.locator('.here').first().innerText(), /the line that failed/)
  assert.ok(!/dist\/|node:internal/.test(text), text)
  await panel.getByRole('button', { name: 'Close' }).click()
  await panel.waitFor({ state: 'detached' })
  await tab.page.click('#later')
  await panel.waitFor()
  assert.match(await panel.innerText(), /RangeError: the shelf is full/)
  await tab.page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  assert.equal(await tab.page.evaluate(() => document.activeElement?.id), 'later')
})

test('in development an event that the browser refuses to send is shown too, one that the server refuses is not', async () => {
  const { url } = await serve((app) => app.live('/', Large), { development: true })
  const tab = await openTab(url)
  await tab.connected()
  const panel = tab.page.locator('overwire-error [role=alertdialog]')
  await tab.page.evaluate(() => {
    document.querySelector('textarea')!.value = 'x'.repeat(1_200_000)
  })
  await tab.page.click('#send')
  await panel.waitFor()
  const text = await panel.innerText()
  assert.match(text, /E_EVENT_TOO_BIG: \d+ bytes are over \d+/)
  assert.match(text, /The browser did not send an event/)
  await tab.page.keyboard.press('Escape')
  const refused = tab.page.evaluate(
    () => new Promise((resolve) => document.addEventListener('live:error', resolve)),
  )
  await tab.page.click('#no')
  await refused
  assert.equal(await panel.count(), 0)
})

test('in production the browser gets the id of an error alone [B181]', async () => {
  const { url } = await serve((app) => app.live('/', Faulty), {
    development: false,
    secret: 'a secret for the tests',
  })
  const tab = await openTab(url)
  await tab.connected()
  const told = tab.page.evaluate(
    () =>
      new Promise<{ errorId: string }>((resolve) =>
        document.addEventListener('live:error', (failure) =>
          resolve((failure as CustomEvent<{ errorId: string }>).detail),
        ),
      ),
  )
  await tab.page.click('#now')
  const { errorId, ...rest } = await told
  assert.ok(errorId)
  assert.ok(!JSON.stringify(rest).includes('shelf'))
  assert.equal(await tab.page.locator('overwire-error').count(), 0)
  assert.equal((await fetch(`${url}/_overwire/error?id=${errorId}`)).status, 404)
  assert.ok(!(await (await fetch(url)).text()).includes('overlay'))
})
