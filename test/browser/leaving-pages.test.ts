/** Leaving a page: who is asked first, what the page is told, and what of the old page reaches the new one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, html, LiveView } from 'overwire'
import type { AppOptions } from 'overwire'
import { assertNoErrors, openTab, serve } from './browser.ts'
import type { Served, Tab } from './browser.ts'
import { eventually } from '../eventually.ts'

const links = html`
  <a id="home" href="/" live-navigate>Home</a> <a id="edit" href="/edit" live-navigate>Edit</a>
  <a id="patch" href="?tab=2" live-patch>Tab</a> <a id="plain" href="/plain">Plain</a>
  <a id="file" href="/file.txt">File</a> <a id="reload" href="/" data-live-reload>Loaded</a>
  <a id="draft" href="/draft" live-navigate>Draft</a>
`

class Home extends LiveView {
  render() {
    return html`<h1>Home</h1>${links}<p>${this.request.url}</p>`
  }
}

class Edit extends LiveView {
  saved = ''
  wrong = false
  @event save({ text }: { text: string }) {
    this.wrong = text === 'bad'
    if (!this.wrong) this.saved = text
  }
  @event saveAndGo() {
    this.liveRedirect('/')
  }
  render() {
    return html`
      <h1>Edit</h1>${links}
      <form id="form" @submit=${this.save} live-confirm-leave="Really?">
        <input name="text" aria-invalid=${this.wrong && 'true'}><button>Save</button>
      </form>
      <dialog id="box"><form method="dialog"><button id="close">Close</button></form></dialog>
      <form id="go" @submit=${this.saveAndGo} live-confirm-leave><input name="other"></form>
      <output>${this.saved}</output>
    `
  }
}

class Draft extends LiveView {
  override unsaved = false
  @event change() {
    this.unsaved = true
  }
  @event keep() {
    this.unsaved = false
  }
  render() {
    return html`
      <h1>Draft</h1>${links}<p>${this.unsaved ? 'unsaved' : 'saved'}</p>
      <button id="change" @click=${this.change}>c</button><button id="keep" @click=${this.keep}>k</button>
    `
  }
}

class Plan extends Draft {
  static shared = () => 'plan'
}

interface Marked {
  marked?: boolean
  told: unknown[]
  prevents?: boolean
}

/** What a tab asks its visitor from now on, who answers so. */
function questionsOf({ page }: Tab, answer: () => boolean = () => false): string[] {
  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.type() === 'confirm' ? dialog.message() : dialog.type())
    void (answer() ? dialog.accept() : dialog.dismiss())
  })
  return asked
}

async function open(
  path: string,
  options: AppOptions = {},
): Promise<{ tab: Tab; served: Served; asked: string[]; answer: (yes: boolean) => void }> {
  const served = await serve(
    (app) =>
      app
        .live('/', Home)
        .live('/edit', Edit)
        .live('/draft', Draft)
        .live('/plan', Plan)
        .live('/rich', Rich)
        .live('/poor', Poor)
        .live('/first', Chain)
        .live('/second', Chain)
        .live('/third', Chain)
        .get(
          '/plain',
          () => new Response('<p>plain</p>', { headers: { 'content-type': 'text/html' } }),
        )
        .get('/file.txt', () => new Response('file')),
    options,
  )
  const tab = await openTab(served.url + path)
  await tab.connected()
  let yes = false
  const asked = questionsOf(tab, () => yes)
  await tab.page.evaluate(() => {
    const mine = window as unknown as Marked
    mine.marked = true
    mine.told = []
    for (const type of ['live:before-navigate', 'live:navigate', 'live:navigated']) {
      addEventListener(type, (told) => {
        const { href, kind, direction } = (told as CustomEvent<Record<string, string>>).detail
        mine.told.push([type, new URL(href!).pathname, kind, direction])
        if (type === 'live:before-navigate' && mine.prevents) told.preventDefault()
      })
    }
  })
  return { tab, served, asked, answer: (now) => (yes = now) }
}

const heading = (tab: Tab, text: string): Promise<unknown> =>
  tab.page.waitForSelector(`h1:text-is("${text}")`)
const pathOf = (tab: Tab): string => new URL(tab.page.url()).pathname
const isSameDocument = (tab: Tab): Promise<boolean> =>
  tab.page.evaluate(() => (window as unknown as Marked).marked === true)
const told = (tab: Tab): Promise<unknown[]> =>
  tab.page.evaluate(() => (window as unknown as Marked).told.splice(0))

test('live:before-navigate can be cancelled, by kind and direction, also for back and forward', async () => {
  const { tab } = await open('/')
  const { page } = tab
  await page.click('#edit')
  await heading(tab, 'Edit')
  await page.click('#patch')
  await page.waitForURL('**/edit?tab=2')
  assert.deepEqual(await told(tab), [
    ['live:before-navigate', '/edit', 'visit', 'forward'],
    ['live:navigate', '/edit', 'visit', 'forward'],
    ['live:navigated', '/edit', 'visit', 'forward'],
    ['live:before-navigate', '/edit', 'patch', 'forward'],
    ['live:navigate', '/edit', 'patch', 'forward'],
    ['live:navigated', '/edit', 'patch', 'forward'],
  ])
  await page.evaluate(() => ((window as unknown as Marked).prevents = true))
  await page.click('#home')
  assert.equal(pathOf(tab), '/edit')
  // Two entries back, past the patch: the entry is restored.
  await page.evaluate(() => history.go(-2))
  await eventually(async () => (await told(tab)).length > 0, 'it is told')
  await page.waitForURL('**/edit?tab=2')
  await heading(tab, 'Edit')
  await page.evaluate(() => ((window as unknown as Marked).prevents = false))
  await page.evaluate(() => history.go(-2))
  await heading(tab, 'Home')
  assert.deepEqual((await told(tab)).slice(-3)[0], ['live:before-navigate', '/', 'visit', 'back'])
  await page.evaluate(() => history.go(2))
  await heading(tab, 'Edit')
  await eventually(() => page.url().endsWith('/edit?tab=2'), 'forward again')
  assert.deepEqual((await told(tab))[0], ['live:before-navigate', '/edit', 'visit', 'forward'])
  assertNoErrors(tab)
})

test('a changed form with live-confirm-leave asks once: links, back, plain links, closing; not after a save', async () => {
  const { tab, asked, answer } = await open('/')
  const { page } = tab
  await page.click('#edit')
  await heading(tab, 'Edit')
  await page.click('#patch')
  await page.waitForURL('**/edit?tab=2')
  await page.fill('[name=text]', 'new')
  await page.click('#home')
  assert.deepEqual(asked.splice(0), ['Really?'])
  await page.evaluate(() => history.go(-2))
  await eventually(() => asked.length > 0, 'asked')
  assert.deepEqual(asked.splice(0), ['Really?'])
  await page.waitForURL('**/edit?tab=2')
  assert.equal(await page.inputValue('[name=text]'), 'new')
  await page.click('#plain', { noWaitAfter: true })
  await eventually(() => asked.length > 0, 'asked')
  assert.deepEqual(asked.splice(0), ['beforeunload'])
  assert.equal(await isSameDocument(tab), true)
  // A save that is refused leaves it unsaved.
  await page.fill('[name=text]', 'bad')
  await page.press('[name=text]', 'Enter')
  await page.waitForSelector('[aria-invalid=true]')
  await page.click('#home')
  assert.deepEqual(asked.splice(0), ['Really?'])
  await page.fill('[name=text]', 'good')
  await page.press('[name=text]', 'Enter')
  await page.waitForSelector('output:text-is("good")')
  await page.click('#home')
  await heading(tab, 'Home')
  await page.click('#edit')
  await heading(tab, 'Edit')
  await page.fill('[name=other]', 'x')
  answer(true)
  await page.click('#home')
  await heading(tab, 'Home')
  assert.deepEqual(asked.splice(0), ['Leave this page? What you changed is not saved.'])
  await page.click('#edit')
  await heading(tab, 'Edit')
  await page.fill('[name=other]', 'x')
  // Sent on by the server: nobody is asked.
  await page.press('[name=other]', 'Enter')
  await heading(tab, 'Home')
  assert.deepEqual(asked, [])
  assert.equal(await isSameDocument(tab), true)
  assertNoErrors(tab)
})

test('several quick steps back that are refused end where they began, and are asked of once', async () => {
  const { tab, asked, answer } = await open('/')
  const { page } = tab
  await page.click('#edit')
  await heading(tab, 'Edit')
  await page.click('#draft')
  await heading(tab, 'Draft')
  await page.click('#home')
  await heading(tab, 'Home')
  await page.goBack()
  await heading(tab, 'Draft')
  await page.click('#change')
  await page.waitForSelector('p:text-is("unsaved")')
  await page.evaluate(() => {
    history.back()
    history.back()
  })
  await eventually(() => asked.length > 0, 'asked')
  await page.waitForURL('**/draft')
  await heading(tab, 'Draft')
  // At rest: the next step is one from here, in both directions.
  answer(true)
  await page.evaluate(() => history.back())
  await heading(tab, 'Edit')
  assert.equal(pathOf(tab), '/edit')
  await page.evaluate(() => history.go(2))
  await heading(tab, 'Home')
  assert.equal(asked.length, 2)
  assert.equal(await isSameDocument(tab), true)
  assertNoErrors(tab)
})

test('a double click on a link is one visit', async () => {
  const { tab } = await open('/rich')
  const { page } = tab
  openPoor = undefined
  const from = tab.frames.length
  await page.dblclick('#poor')
  await eventually(() => openPoor !== undefined, 'the page is mounted')
  openPoor!()
  await heading(tab, 'Poor')
  const visits = tab.frames.slice(from).filter((text) => text.startsWith('> [5,'))
  assert.equal(visits.length, 1, visits.join())
  assertNoErrors(tab)
})

test('closing a dialog by its form takes nothing from what is unsaved', async () => {
  const { tab, asked } = await open('/edit')
  const { page } = tab
  await page.fill('[name=text]', 'new')
  await page.evaluate(() => document.querySelector<HTMLDialogElement>('#box')!.showModal())
  await page.click('#close')
  await page.waitForSelector('#box:not([open])', { state: 'attached' })
  await page.click('#plain', { noWaitAfter: true })
  await eventually(() => asked.length > 0, 'asked')
  assert.deepEqual(asked, ['beforeunload'])
  assert.equal(await isSameDocument(tab), true)
  assertNoErrors(tab)
})

test('a view says by `unsaved` that there is something to lose, until there is not', async () => {
  const { tab, asked, answer } = await open('/draft')
  const { page } = tab
  await page.click('#change')
  await page.waitForSelector('p:text-is("unsaved")')
  await page.click('#home')
  await eventually(() => asked.length > 0, 'asked')
  assert.equal(asked.splice(0).length, 1)
  await heading(tab, 'Draft')
  await page.click('#keep')
  await page.waitForSelector('p:text-is("saved")')
  await page.click('#home')
  await heading(tab, 'Home')
  await page.click('#draft')
  await heading(tab, 'Draft')
  await page.click('#change')
  await page.waitForSelector('p:text-is("unsaved")')
  answer(true)
  await page.click('#home')
  await heading(tab, 'Home')
  await page.click('#edit')
  await heading(tab, 'Edit')
  assert.equal(asked.length, 1)
  assertNoErrors(tab)
})

test('what is unsaved in a shared view, all of its windows know, also those that come later', async () => {
  const first = await open('/plan')
  await first.tab.page.click('#change')
  await first.tab.page.waitForSelector('p:text-is("unsaved")')
  const asks = async ({ tab, asked }: Pick<typeof first, 'tab' | 'asked'>): Promise<void> => {
    await tab.page.click('#home', { noWaitAfter: true })
    await eventually(() => asked.length > 0, 'asked')
    await heading(tab, 'Draft')
  }
  await asks(first)
  const tab = await openTab(first.served.url + '/plan')
  await tab.connected()
  await asks({ tab, asked: questionsOf(tab) })
  // A visit over the socket comes later too.
  const visitor = await openTab(first.served.url + '/')
  await visitor.connected()
  const told = questionsOf(visitor)
  await visitor.page.evaluate(() => {
    document.querySelector('#draft')!.setAttribute('href', '/plan')
  })
  await visitor.page.click('#draft')
  await heading(visitor, 'Draft')
  await asks({ tab: visitor, asked: told })
  await first.tab.page.click('#keep')
  await tab.page.waitForSelector('p:text-is("saved")')
  await tab.page.click('#home')
  await heading(tab, 'Home')
  assertNoErrors(tab)
})

class Rich extends LiveView {
  static log: string[] = []
  @event typed({ value }: { value: string }) {
    Rich.log.push(`rich ${value}`)
  }
  @event hit() {
    Rich.log.push('rich hit')
  }
  render() {
    return html`
      <h1>Rich</h1><a id="poor" href="/poor" live-navigate>Poor</a>
      <input name="a" @input=${this.typed} live-debounce="60000"><button id="hit" @click=${this.hit}>h</button>
    `
  }
}

let openPoor: (() => void) | undefined
class Poor extends LiveView {
  count = 0
  async mount() {
    await new Promise<void>((resolve) => (openPoor = resolve))
  }
  @event typed({ value }: { value: string }) {
    Rich.log.push(`poor ${value}`)
  }
  @event hit() {
    this.count++
    Rich.log.push('poor hit')
  }
  render() {
    return html`
      <h1>Poor</h1><button id="hit" @click=${this.hit}>${this.count}</button>
      <input name="a" @input=${this.typed} live-debounce="60000">
    `
  }
}

test('what waits when a page is left goes to its view; nothing of it to the next one', async () => {
  const { tab } = await open('/rich')
  const { page } = tab
  Rich.log = []
  await page.fill('input', 'left')
  await page.click('#poor')
  await eventually(() => openPoor !== undefined, 'the next page is mounted')
  // The old page still works while the next one is on its way.
  await page.click('#hit')
  await eventually(() => Rich.log.length === 2, 'both arrived')
  await page.fill('input', 'too late')
  openPoor!()
  await heading(tab, 'Poor')
  await page.click('#hit')
  await page.waitForSelector('#hit:text-is("1")')
  await page.fill('input', 'new')
  await page.press('input', 'Tab')
  await eventually(() => Rich.log.length >= 4, 'the new field')
  assert.deepEqual(Rich.log, ['rich left', 'rich hit', 'poor hit', 'poor new'])
  assertNoErrors(tab)
})

class Chain extends LiveView {
  @event onward() {}
  override handleParams() {
    const { path } = this.request
    if (path === '/first') this.sendAfter(0, 'go', '/second')
    if (path === '/second') this.sendAfter(0, 'go', '/third')
  }
  override handleInfo(_: string, path: unknown) {
    this.liveRedirect(String(path))
  }
  render() {
    return html`<h1>${this.request.path}</h1>`
  }
}

test('pages that send their visitor on leave no entries to come back to', async () => {
  const { tab } = await open('/')
  const { page } = tab
  const before = await page.evaluate(() => history.length)
  await page.evaluate(() => {
    const link = document.querySelector<HTMLAnchorElement>('#home')!
    link.href = '/first'
    link.click()
  })
  await heading(tab, '/third')
  assert.equal((await page.evaluate(() => history.length)) - before, 2)
  assertNoErrors(tab)
})

test('with autoNavigate links to pages of the app need no attribute; others load [B28]', async () => {
  const { tab } = await open('/', { autoNavigate: true })
  const { page } = tab
  await page.evaluate(() => {
    const link = document.createElement('a')
    Object.assign(link, { href: '/edit', textContent: 'own', id: 'own' })
    document.querySelector('[live-root]')!.after(link)
  })
  await page.click('#own')
  await heading(tab, 'Edit')
  assert.equal(await isSameDocument(tab), true)
  const [other] = await Promise.all([
    tab.page.context().waitForEvent('page'),
    page.click('#own', { modifiers: ['Control'] }),
  ])
  await other.close()
  await page.click('#reload')
  await page.waitForFunction(() => !('marked' in window))
  await tab.connected()
  await page.evaluate(() => ((window as unknown as Marked).marked = true))
  await page.click('#file')
  await page.waitForURL('**/file.txt')
  await page.goBack()
  await heading(tab, 'Home')
  await tab.connected()
  await page.click('#plain')
  await page.waitForSelector('p:text-is("plain")')
  assertNoErrors(tab)
})

test('without autoNavigate a link without an attribute loads its page', async () => {
  const { tab } = await open('/')
  await tab.page.evaluate(() => document.querySelector('#edit')!.removeAttribute('live-navigate'))
  await tab.page.click('#edit')
  await heading(tab, 'Edit')
  assert.equal(await isSameDocument(tab), false)
})
