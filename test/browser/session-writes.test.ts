import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, html, LiveView } from 'overwire'
import { liveviewHandler } from 'overwire/handlers'
import type { EventContext, LiveRequest } from 'overwire'
import { assertNoErrors, openTab, serve } from './browser.ts'

class Login extends LiveView {
  name = ''
  override mount({ session }: LiveRequest) {
    this.name = String(session['name'] ?? 'nobody')
  }
  @event login({ name }: { name: string }, { request }: EventContext) {
    request.session['name'] = name
    this.liveRedirect('/me')
  }
  @event loadMe({ name }: { name: string }, { request }: EventContext) {
    request.session['name'] = name
    this.liveRedirect('/other')
  }
  override render() {
    return html`<h1>${this.name}</h1>
      <form @submit=${this.login}><input name="name"><button>Log in</button></form>
      <form id="load" @submit=${this.loadMe}><input name="name"><button>Log in</button></form>`
  }
}

class Me extends LiveView {
  name = ''
  override mount({ session }: LiveRequest) {
    this.name = String(session['name'] ?? 'nobody')
  }
  override render() {
    return html`<h2>${this.name}</h2>`
  }
}

test('an event logs somebody in: the page it goes to, a reload and another tab know it', async () => {
  const { url } = await serve((app) =>
    app.live('/', Login).live('/me', Me).live('/other', Me, { liveSession: 'another' }),
  )
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await page.fill('input >> nth=0', 'Ada')
  const kept = page.waitForResponse(/_overwire\/session/)
  await page.press('input >> nth=0', 'Enter')
  await page.waitForSelector('h2:text-is("Ada")')
  assert.equal((await kept).status(), 204)
  await page.reload()
  await page.waitForSelector('h2:text-is("Ada")')
  const second = await openTab(url, page.context())
  await second.page.waitForSelector('h1:text-is("Ada")')
  // A page of another live session is loaded: it has what the event wrote.
  await second.connected()
  await second.page.fill('#load input', 'Grace')
  await second.page.press('#load input', 'Enter')
  await second.page.waitForURL('**/other')
  await second.page.waitForSelector('h2:text-is("Grace")')
  assertNoErrors(tab)
  assertNoErrors(second)
})

test('a handler writes into the session', async () => {
  liveviewHandler('remember', (consumer, content) => {
    consumer.scope.session['name'] = String(content.form['name'])
  })
  const { url } = await serve((app) =>
    app.live('/me', Me).page(
      '/',
      () => html`<main data-controller="page">
        <form data-action="submit->page#run" data-liveview-function="remember">
          <input name="name"><button>Go</button>
        </form></main>`,
    ),
  )
  const tab = await openTab(url)
  await tab.connected()
  await tab.page.fill('input', 'Ada')
  const kept = tab.page.waitForResponse(/_overwire\/session/)
  await tab.page.click('button')
  assert.equal((await kept).status(), 204)
  await tab.page.goto(`${url}/me`)
  assert.equal(await tab.page.textContent('h2'), 'Ada')
  assertNoErrors(tab)
})
