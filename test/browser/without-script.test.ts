/** Pages whose script does not run: forms and buttons work as plain posts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, each, event, html, LiveView, raw } from 'overwire'
import type { EventContext } from 'overwire'
import type { Page as Tab } from 'playwright-core'
import { z } from 'zod'
import { newContext, openTab, serve } from './browser.ts'

class Notes extends LiveView {
  notes = ['first']
  count = 0
  problem = ''

  @event(z.object({ text: z.string(), tags: z.array(z.string()).optional() }))
  add({ text, tags = [] }: { text: string; tags?: string[] | undefined }) {
    this.problem = text === '' ? 'Write something.' : ''
    if (text !== '') this.notes = [...this.notes, [text, ...tags].join(' #')]
  }

  @event(z.object({ at: z.number() }))
  remove({ at }: { at: number }) {
    this.notes = this.notes.filter((_, i) => i !== at)
  }

  @event more() {
    this.count++
  }

  @event say() {
    this.putFlash('info', 'Said <it>.')
  }

  @event go() {
    this.liveRedirect('/other?from=notes')
  }

  @event page({ n }: { n: string }) {
    this.livePatch({ params: { page: n } })
  }

  @event fail() {
    throw new Error('secret')
  }

  @event(z.object({ n: z.number() })) strict() {}

  @event who(_args: object, { request }: EventContext) {
    this.notes = [...this.notes, request.session.id]
  }

  override render() {
    return html`
      <h1>${this.count}</h1>
      <output>${this.params['page'] ?? ''}${this.request.query.get('page') ?? ''}</output>
      <p role="alert">${this.problem}</p>
      <form id="add" @submit=${this.add}>
        <input name="text">
        <input type="checkbox" name="tags" value="a"><input type="checkbox" name="tags" value="b">
        <button id="save">Add</button>
        <button id="inner" type="button" @click=${this.more}>More</button>
      </form>
      <ul>${each(
        this.notes,
        (note) => note,
        (note, i) =>
          html`<li>${note} <button class="remove" @click=${call(this.remove, { at: i })}>x</button></li>`,
      )}</ul>
      <button id="remove" @click=${this.more}>More</button>
      <button id="more" @click=${this.more}>More</button>
      <button id="say" @click=${this.say}>Say</button>
      <button id="go" @click=${this.go}>Go</button>
      <button id="page" @click=${this.page} live-value-n="2">Page 2</button>
      <button id="fail" @click=${this.fail}>Fail</button>
      <button id="strict" @click=${this.strict}>Refused</button>
    `
  }
}

class Other extends LiveView {
  override render() {
    return html`<h2>Other ${this.request.query.get('from')}</h2>`
  }
}

async function open(path = '/'): Promise<{ page: Tab; url: string; logged: unknown[] }> {
  const { url, logged } = await serve((app) => app.live('/', Notes).live('/other', Other))
  const context = await newContext({ javaScriptEnabled: false })
  const { page } = await openTab(url + path, context)
  return { page, url, logged }
}

const notes = (page: Tab) => page.locator('li').allInnerTexts()

/** Does something that loads a page, and waits for it. */
async function loaded(page: Tab, act: () => Promise<void>): Promise<void> {
  await Promise.all([page.waitForEvent('load'), act()])
}

const press = (page: Tab, selector: string) => loaded(page, () => page.click(selector))

test('a form is posted, and the page shows its new state or what is wrong [B161]', async () => {
  const { page, url } = await open()
  await press(page, '#save')
  assert.equal(await page.textContent('[role=alert]'), 'Write something.')
  await page.fill('[name=text]', 'a & "b"')
  await page.check('[value=a]')
  await page.check('[value=b]')
  await press(page, '#save')
  assert.equal(page.url(), `${url}/`)
  assert.deepEqual(await notes(page), ['first x', 'a & "b" #a #b x'])
  assert.equal(await page.textContent('[role=alert]'), '')
  await page.reload()
  assert.deepEqual(await notes(page), ['first x'], 'a reload is a new visit')
})

test('buttons are posted with their arguments, and the view goes on [B161]', async () => {
  const { page } = await open()
  await press(page, '#more')
  await press(page, '#more')
  await press(page, '#inner')
  assert.equal(await page.textContent('h1'), '3')
  await page.fill('[name=text]', 'second')
  await loaded(page, () => page.press('[name=text]', 'Enter'))
  await press(page, '.remove >> nth=0')
  assert.deepEqual(await notes(page), ['second x'])
  assert.equal(await page.textContent('h1'), '3')
})

test('messages, redirects and addresses of an event reach a page without a script', async () => {
  const { page, url } = await open()
  await press(page, '#say')
  assert.equal(await page.textContent('.live-flash-info'), 'Said <it>.')
  await press(page, '#more')
  assert.equal(await page.locator('.live-flash').count(), 0, 'shown once')
  await press(page, '#page')
  assert.equal(page.url(), `${url}/?page=2`)
  assert.equal(await page.textContent('output'), '2')
  assert.equal(await page.textContent('h1'), '1', 'the same view')
  await press(page, '#more')
  assert.equal(page.url(), `${url}/?page=2`)
  await press(page, '#go')
  assert.equal(page.url(), `${url}/other?from=notes`)
  assert.equal(await page.textContent('h2'), 'Other notes')
})

test('an event that fails or is refused says so, and tells nothing of why', async () => {
  const { page, logged } = await open()
  await press(page, '#fail')
  const text = await page.textContent('.live-flash-error')
  assert.match(text!, /\w/)
  assert.doesNotMatch(text!, /secret/)
  assert.match(JSON.stringify(logged), /fail/)
  await press(page, '#strict')
  assert.match((await page.textContent('.live-flash-error'))!, /n/)
  await press(page, '#more')
  assert.equal(await page.textContent('h1'), '1')
})

test('a form that is sent before the script runs keeps its fields out of the address, and counts', async () => {
  const { url } = await serve((app) => app.live('/', Notes))
  const context = await newContext()
  await context.route('**/client.js*', (route) => route.abort())
  const { page } = await openTab(url, context)
  await page.fill('[name=text]', 'early')
  await press(page, '#save')
  assert.equal(page.url(), `${url}/`)
  assert.deepEqual(await notes(page), ['first x', 'early x'])
  await context.unroute('**/client.js*')
  // The next page has its script, and takes over the view that was posted to.
  await press(page, '#more')
  await page.waitForSelector('html[live-connection=connected]')
  await page.click('#more')
  await page.waitForSelector('h1:text-is("2")')
  assert.deepEqual(await notes(page), ['first x', 'early x'])
})

test('with a script buttons and forms do not post', async () => {
  const { url } = await serve((app) => app.live('/', Notes))
  const tab = await openTab(url)
  await tab.connected()
  const posts: string[] = []
  tab.page.on(
    'request',
    (request) => void (request.method() === 'POST' && posts.push(request.url())),
  )
  await tab.page.click('#more')
  await tab.page.click('#inner')
  await tab.page.waitForSelector('h1:text-is("2")')
  await tab.page.click('#save')
  await tab.page.waitForSelector('[role=alert]:has-text("Write")')
  await tab.page.click('#remove')
  await tab.page.waitForSelector('h1:text-is("3")')
  assert.equal(await tab.page.locator('[id^=overwire-post]').count(), 0)
  assert.deepEqual(posts, [])
})

test('a post without the page’s token, with another session’s, or from another site does nothing', async () => {
  const { url } = await serve((app) => app.live('/', Notes))
  const load = async (): Promise<{ action: string; cookie: string }> => {
    const response = await fetch(url)
    const action = /id="add" method="post" action="([^"]+)"|action="([^"]+)"/.exec(
      await response.text(),
    )!
    const cookie = response.headers.get('set-cookie')!.split(';')[0]!
    return { action: (action[1] ?? action[2])!.replaceAll('&amp;', '&'), cookie }
  }
  const [mine, yours] = [await load(), await load()]
  const post = (action: string, headers: Record<string, string>): Promise<Response> =>
    fetch(url + action, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ text: 'x' }),
      redirect: 'manual',
    })
  assert.equal((await post(mine.action, { cookie: mine.cookie })).status, 303)
  assert.equal((await post(mine.action, { cookie: yours.cookie })).status, 403)
  assert.equal((await post(mine.action, {})).status, 403)
  assert.equal(
    (await post(mine.action, { cookie: mine.cookie, origin: 'https://evil.example' })).status,
    403,
  )
  assert.equal((await post('/', { cookie: mine.cookie })).status, 405)
  assert.equal(
    (await post(mine.action.replace(/_event=.*/, '_event=<b>'), { cookie: mine.cookie })).status,
    400,
  )
})

const ran: string[] = []
const wanted = `_event:transfer {"to":"mallory"}`
const pressed = [
  `<button form="overwire-post" name='${wanted}'>`,
  `<button form="overwire-posts" name='${wanted}'>`,
  `<button name='${wanted}'>`,
  `<button form="add" name='${wanted}'>`,
  `<button form="add" formaction="?_event=transfer" name='${wanted}'>`,
  `<button form="add" formaction="/?_live=x.y&_event=transfer" formmethod="post">`,
  `<form method="post" action="/?_event=transfer"><button name='${wanted}'>`,
  `<form method="post" id="overwire-post"><button form="overwire-post" name='${wanted}'>`,
  `<label for="own">`,
]
const images = [
  `<input type="image" form="overwire-post" name='${wanted}' alt="go">`,
  `<input type="submit" form="overwire-post" name='${wanted}' value="go">`,
]

class Bank extends LiveView {
  @event transfer({ to }: { to?: string }): void {
    ran.push(`transfer ${to}`)
  }
  @event add(): void {
    ran.push('add')
  }
  render() {
    const fields = `<input form="overwire-post" name='${wanted}' value="1"><input type="hidden" form="overwire-post" name="_event" value="transfer">`
    const closing = (tag: string): string =>
      [...tag.matchAll(/<(\w+)/g)]
        .map(([, name]) => `</${name}>`)
        .reverse()
        .join('')
    const comment = [
      ...pressed.map((tag, i) => `<div id="u${i}">${tag}<b>go</b>${closing(tag)}</div>`),
      ...images.map((tag, i) => `<div id="i${i}">${tag}</div>`),
    ].join('')
    return html`
      <button id="own" @click=${call(this.transfer, { to: 'bob' })}>Pay bob</button>
      <form id="add" @submit=${this.add}><button>Add</button></form>
      <article live-untrusted>${raw(comment)}</article>
      ${raw(comment + fields, { untrusted: true })}
      <button id="last" @click=${this.add}>Add</button>
    `
  }
}

test('buttons and fields in HTML of users post no event of the page’s', async () => {
  const { url } = await serve((app) => app.live('/', Bank))
  const context = await newContext({ javaScriptEnabled: false })
  const tab = await context.newPage()
  const press = async (selector: string, at: number): Promise<string[]> => {
    await tab.goto(url)
    await tab.locator(selector).nth(at).click()
    // The answer to a press is a page; one more shows that it is over.
    await tab.goto(url)
    return ran.splice(0)
  }
  for (const at of [0, 1]) {
    for (const [i, tag] of pressed.entries()) {
      const after = await press(`#u${i} b`, at)
      const native = tag.includes('form="add"') && !tag.includes('formaction') ? ['add'] : []
      const labelled = tag.startsWith('<label') ? ['transfer bob'] : native
      assert.deepEqual(after, labelled, tag)
    }
    for (const [i, tag] of images.entries()) {
      assert.deepEqual(await press(`#i${i} input`, at), [], tag)
    }
  }
  // The page's own go on, without what users added to the form.
  await tab.goto(url)
  await tab.click('#own')
  await tab.waitForLoadState()
  await tab.click('#last')
  await tab.waitForLoadState()
  assert.deepEqual(ran.splice(0), ['transfer bob', 'add'])
  await context.close()
})
