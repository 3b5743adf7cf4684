import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertNoErrors, newContext } from '../../test/browser/browser.ts'
import type { Tab } from '../../test/browser/browser.ts'
import { eventually } from '../../test/eventually.ts'
import { absolute, assertLooksRight, base, pathOf, visit } from '../gallery/visit.ts'

const axe = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
const home = '/cat-home/en'
/** A red dot. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
)

const follow = (page: Page, name: string) =>
  page.getByRole('navigation').getByRole('link', { name, exact: true }).click()
const heading = (page: Page, name: string) =>
  page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
const flashed = (page: Page, text: string) =>
  page.locator('.live-flash', { hasText: text }).waitFor()
const problem = (page: Page, field: string, text: string) =>
  page.locator(`#error-${field}`).getByText(text, { exact: true }).waitFor()
const catNames = (page: Page) => page.locator('.cards h2').allInnerTexts()
const cards = (page: Page, names: string[]) =>
  page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll('.cards h2')].map((h) => h.textContent!.trim()).join() ===
      wanted,
    names.join(),
  )

async function add(page: Page, name: string, about = 'Came through an open window.') {
  await page.goto(absolute(page, `${home}/cats/new`))
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Year of birth').fill('2024')
  await page.getByLabel('About this cat').fill(about)
  await page.getByRole('button', { name: 'Save' }).click()
  await heading(page, name)
}

async function remove(page: Page, name: string) {
  await page.getByRole('link', { name: 'Edit' }).click()
  await page.getByText('Delete', { exact: true }).click()
  await page.getByRole('button', { name: `Yes, delete ${name}` }).click()
  await heading(page, 'Cats')
  await flashed(page, `${name} moved out.`)
}

async function logIn(tab: Tab, password: string) {
  const { page } = tab
  await page.getByLabel('Email').fill('ada@example.org')
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
}

test('pages follow each other without loading, with address, title, menu, focus, back and forward [A154]', async () => {
  const tab = await visit(home)
  const { page } = tab
  await page.evaluate(() => ((window as { mark?: number }).mark = 7))
  for (const [name, path] of Object.entries({
    Cats: 'cats',
    Notes: 'notes',
    About: 'about',
    Contact: 'contact',
  })) {
    await follow(page, name)
    await heading(page, name)
    assert.equal(pathOf(page), `${home}/${path}`)
    assert.equal(await page.title(), `${name} · Cat Home`)
    assert.equal(await page.locator('.menu [aria-current]').innerText(), name)
    await page.waitForSelector('h1:focus')
  }
  for (const go of [() => page.goBack(), () => page.goBack(), () => page.goForward()]) {
    await go()
    const pathname = pathOf(page)
    const name = pathname.endsWith('about') ? 'About' : 'Notes'
    await heading(page, name)
    await page.waitForFunction((title) => document.title === title, `${name} · Cat Home`)
    assert.equal(await page.locator('.menu [aria-current]').innerText(), name)
  }
  assert.equal(await page.evaluate(() => (window as { mark?: number }).mark), 7)
  assertNoErrors(tab)
})

test('what a visit shows is what its address serves, also without scripts [A154]', async () => {
  const tab = await visit(home)
  const { page } = tab
  const plain = await (await newContext({ javaScriptEnabled: false })).newPage()
  for (const [name, path] of Object.entries({ Cats: 'cats', Notes: 'notes', About: 'about' })) {
    await follow(page, name)
    await heading(page, name)
    await plain.goto(absolute(page, `${home}/${path}`))
    const served = await plain.locator('#main').innerText()
    assert.equal((await page.locator('#main').innerText()).startsWith(served.slice(0, 300)), true)
  }
  const missing = await page.request.get(absolute(page, `${home}/cats/9999`))
  assert.equal(missing.status(), 404)
  assert.equal((await page.request.get(absolute(page, '/cat-home/fr'))).status(), 404)
  assertNoErrors(tab)
})

test('three languages by address; the last one is remembered, and the first is the browser’s [A154]', async () => {
  const context = await newContext({ locale: 'es-MX' })
  const tab = await visit('/cat-home', context)
  const { page } = tab
  assert.equal(pathOf(page), '/cat-home/es')
  await follow(page, 'Gatos')
  await heading(page, 'Gatos')
  assert.equal(await page.locator('html').getAttribute('lang'), 'es')
  await follow(page, 'DE')
  await page.waitForURL('**/de/cats')
  await tab.connected()
  await heading(page, 'Katzen')
  assert.equal(pathOf(page), '/cat-home/de/cats')
  assert.equal(await page.locator('html').getAttribute('lang'), 'de')
  await page.getByLabel('Suche').fill('sound of')
  await page.getByText('1 Katze', { exact: true }).waitFor()
  await page.goto(absolute(page, '/cat-home'))
  assert.equal(pathOf(page), '/cat-home/de')
  assertNoErrors(tab)
})

test('six cats a page; a search waits for a pause, and stands in the address [A154]', async () => {
  const tab = await visit(`${home}/cats`)
  const { page } = tab
  assert.equal((await catNames(page)).length, 6)
  await page.getByRole('link', { name: 'Page 4' }).click()
  await cards(page, ['Balthasar', 'Minka'])
  assert.equal(
    await page.getByRole('link', { name: 'Page 4' }).getAttribute('aria-current'),
    'page',
  )
  assert.match(page.url(), /\?page=4$/)
  const before = tab.frames.length
  await page.getByLabel('Search').pressSequentially('window')
  await cards(page, ['Luna'])
  const calls = tab.frames.slice(before).filter((frame) => frame.includes('starter.search'))
  assert.equal(calls.length, 1, calls.join('\n'))
  assert.match(page.url(), /\/cats\?q=window$/)
  await page.reload()
  await tab.connected()
  assert.deepEqual(await catNames(page), ['Luna'])
  assert.equal(await page.getByLabel('Search').inputValue(), 'window')
  await page.getByLabel('Search').fill('%')
  await page.getByText('20 cats').waitFor()
  await page.getByLabel('Search').fill('dragon')
  await page.getByText('No cat answers to that.').waitFor()
  assertNoErrors(tab)
})

test('a cat is added, changed and deleted; another browser’s list shows each of it [A154]', async () => {
  const [ada, ben] = [await visit(`${home}/cats/new`), await visit(`${home}/cats`)]
  const { page } = ada
  const first = (name: string) =>
    ben.page.locator('.cards li:first-child h2', { hasText: name }).waitFor()
  await page.getByRole('button', { name: 'Save' }).click()
  await problem(page, 'name', 'A little more, please.')
  await problem(page, 'born', 'A year in which a cat of today was born.')
  await page.waitForSelector('#field-name:focus[aria-invalid=true]')
  await page.getByLabel('Name').fill('<b>Zorro</b>')
  await page.getByLabel('Year of birth').fill('2023')
  await page.getByLabel('About this cat').fill('Signs every cushion.')
  await page.getByRole('button', { name: 'Save' }).click()
  await heading(page, '<b>Zorro</b>')
  await flashed(page, '<b>Zorro</b> moved in.')
  await first('<b>Zorro</b>')
  await ben.page.getByText('21 cats').waitFor()
  await page.getByRole('link', { name: 'Edit' }).click()
  await page.getByLabel('Name').fill('Zorro')
  await page.getByRole('button', { name: 'Save' }).click()
  await heading(page, 'Zorro')
  await first('Zorro')
  await page.locator('.live-flash').first().waitFor({ state: 'detached' })
  await remove(page, 'Zorro')
  await ben.page.getByText('20 cats').waitFor()
  await first('Greta')
  // Who is elsewhere hears nothing of it: neither by a link, nor by going back.
  await ben.page.getByRole('link', { name: 'Home', exact: true }).click()
  await heading(ben.page, 'Every cat deserves a window to look out of.')
  await ben.page.goBack()
  await heading(ben.page, 'Cats')
  await ben.page.goForward()
  await heading(ben.page, 'Every cat deserves a window to look out of.')
  const heard = ben.frames.length
  await add(page, 'Nemo')
  await remove(page, 'Nemo')
  await ben.page.getByRole('link', { name: 'About', exact: true }).click()
  await heading(ben.page, 'About')
  const frames = ben.frames.slice(heard).filter((frame) => frame.includes('#cats'))
  assert.deepEqual(frames, [])
  for (const tab of [ada, ben]) assertNoErrors(tab)
})

test('who opens a cat that is gone is told so and stays [A154]', async () => {
  const [ada, ben] = [await visit(`${home}/cats`), await visit(`${home}/cats?q=Quick`)]
  await add(ada.page, 'Quick')
  await ben.page.reload()
  await ben.connected()
  await cards(ben.page, ['Quick'])
  await remove(ada.page, 'Quick')
  await ben.page.getByRole('link', { name: 'Quick' }).click()
  await flashed(ben.page, 'That is not here any more.')
  await heading(ben.page, 'Cats')
  for (const tab of [ada, ben]) assertNoErrors(tab)
})

test('a photo is made smaller, kept, and shown to all who look; what is none is refused [A154]', async () => {
  const ada = await visit(`${home}/cats`)
  await add(ada.page, 'Foto')
  const ben = await visit(pathOf(ada.page))
  const list = await visit(`${home}/cats`)
  const src = (tab: Tab) => tab.page.locator('#portrait img').getAttribute('src')
  const drawn = await src(ben)
  const text = { name: 'cat.png', mimeType: 'image/png', buffer: Buffer.from('<script>1</script>') }
  await ada.page.getByLabel('Choose a photo').setInputFiles(text)
  await ada.page.getByText('That is no PNG, JPEG or WebP of at most 512 kB.').waitFor()
  // The browser writes refused requests to its console.
  assert.match(ada.errors.splice(0).join(), /415/)
  const photo = { name: 'cat.png', mimeType: 'image/png', buffer: png }
  await ada.page.getByLabel('Choose a photo').setInputFiles(photo)
  for (const { page } of [ada, ben]) await page.locator('#portrait img[src$="?v=1"]').waitFor()
  await list.page.locator('.cards img[src$="?v=1"]').waitFor()
  assert.notEqual(await src(ben), drawn)
  const answer = await ben.page.request.get(new URL((await src(ben))!, ben.page.url()).href)
  assert.equal(answer.headers()['content-type'], 'image/webp')
  assert.equal(answer.headers()['x-content-type-options'], 'nosniff')
  const post = async (data: Buffer, csrf?: string) => {
    const headers = csrf ? { 'x-csrf-token': csrf } : {}
    const url = new URL(drawn!, ada.page.url()).href
    return (await ada.page.request.post(url, { data, headers })).status()
  }
  const csrf = (await ada.page.locator('#photo').getAttribute('data-csrf'))!
  assert.equal(await post(png), 403)
  assert.equal(await post(Buffer.from('<svg onload="1"/>'), csrf), 415)
  assert.equal(await post(Buffer.concat([png, Buffer.alloc(600_000)]), csrf), 413)
  assert.equal(await post(png, csrf), 204)
  await ada.page.locator('#portrait img[src$="?v=2"]').waitFor()
  await remove(ada.page, 'Foto')
  for (const tab of [ada, ben, list]) assertNoErrors(tab)
})

test('notes come as one scrolls, until the last one [A154]', async () => {
  const tab = await visit(`${home}/notes`)
  const { page } = tab
  const count = () => page.locator('.notes li:not(#more, .end)').count()
  assert.equal(await count(), 20)
  while ((await page.locator('.end').count()) === 0) {
    const known = await page.locator('.notes li').count()
    await page.locator('.notes li').last().scrollIntoViewIfNeeded()
    await page.waitForFunction(
      (before) =>
        document.querySelectorAll('.notes li').length > before || document.querySelector('.end'),
      known,
    )
  }
  assert.equal(await count(), 200)
  assert.equal(await page.locator('#more').count(), 0)
  const times = await page.locator('.notes time').allInnerTexts()
  assert.equal(new Set(times).size, 200)
  assertNoErrors(tab)
})

test('a contact form says what is wrong field by field, takes pictures, and thanks; members read it, others do not [A154]', async () => {
  const tab = await visit(`${home}/contact`)
  const { page } = tab
  await page.getByLabel('Email').fill('nobody')
  await page.getByLabel('Email').press('Tab')
  await problem(page, 'email', 'An address of the form name@example.org.')
  assert.equal(await page.locator('#field-name').getAttribute('aria-invalid'), 'false')
  await page.getByLabel('Email').fill('grace@example.org')
  await page.getByLabel('Email').press('Tab')
  await page.waitForSelector('#field-email[aria-invalid=false]')
  await page.getByRole('button', { name: 'Send' }).click()
  await problem(page, 'message', 'A little more, please.')
  await page.waitForSelector('#field-name:focus')
  assert.equal(await page.getByLabel('Email').inputValue(), 'grace@example.org')
  await page.getByLabel('Name').fill('Grace')
  const sent = (name: string, buffer: Buffer) => ({ name, mimeType: 'image/png', buffer })
  await page
    .getByLabel('Pictures')
    .setInputFiles([sent('kitten.png', png), sent('note.png', Buffer.from('no picture'))])
  await page.getByText('That is no PNG, JPEG or WebP.').waitFor()
  await page.locator('.pictures [data-state=done]', { hasText: 'kitten.png' }).waitFor()
  assert.match((await page.getAttribute('.pictures li:has-text("kitten") img', 'src'))!, /^blob:/)
  // Screen readers are told how far it is.
  await page.getByRole('status').filter({ hasText: '1 of 2 sent' }).waitFor()
  // The browser writes refused requests to its console.
  assert.match(tab.errors.splice(0).join(), /415/)
  // A form that is refused loses no picture.
  await page.getByRole('button', { name: 'Send' }).click()
  await problem(page, 'message', 'A little more, please.')
  await page.locator('.pictures [data-state=done]', { hasText: 'kitten.png' }).waitFor()
  await page.getByRole('button', { name: 'Remove: note.png' }).click()
  await page.locator('.pictures li', { hasText: 'note.png' }).waitFor({ state: 'detached' })
  await page.getByLabel('Message').fill('Do you have room for a <b>kitten</b>?')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByText('Thank you, Grace. We read it between two naps.').waitFor()
  await follow(page, 'Members')
  await heading(page, 'Log in')
  assert.equal(pathOf(page), `${home}/login`)
  await logIn(tab, 'woof')
  await page.getByText('No member has this address and password.').waitFor()
  await logIn(tab, 'meow')
  await heading(page, 'Hello, Ada')
  await tab.connected()
  await page.getByText('Do you have room for a <b>kitten</b>?').waitFor()
  const picture = new URL((await page.locator('.mail img').getAttribute('src'))!, page.url()).href
  assert.equal((await page.request.get(picture)).headers()['content-type'], 'image/png')
  await follow(page, 'About')
  await heading(page, 'About')
  await follow(page, 'Members')
  await heading(page, 'Hello, Ada')
  // A second window of the same visitor shows no more than the first after logging out.
  const second = await visit(`${home}/members`, page.context())
  await page.getByRole('button', { name: 'Log out' }).click()
  await page.waitForURL(`**${home}/login`)
  await heading(second.page, 'Log in')
  assert.equal((await page.request.get(picture)).status(), 404)
  const served = await page.request.get(absolute(page, `${home}/members`), { maxRedirects: 0 })
  assert.equal(served.status(), 302)
  assert.equal(served.headers()['location'], `${base}${home}/login`)
  const forged = { form: { email: 'ada@example.org', password: 'meow' } }
  assert.equal((await page.request.post(absolute(page, '/cat-home/login'), forged)).status(), 403)
  for (const each of [tab, second]) assertNoErrors(each)
})

test('sitemap, robots, humans, security and news [A154]', async () => {
  const { page } = await visit(home)
  const read = async (path: string, type: string) => {
    const answer = await page.request.get(absolute(page, path))
    assert.match(answer.headers()['content-type']!, new RegExp(`^${type}`))
    return answer.text()
  }
  const sitemap = await read('/sitemap.xml', 'application/xml')
  for (const path of ['en', 'de/cats', 'es/notes', 'en/about', 'en/contact', 'en/cats/1']) {
    assert.ok(sitemap.includes(`<loc>${absolute(page, `/cat-home/${path}`)}</loc>`), path)
  }
  assert.doesNotMatch(sitemap, /members|login|edit/)
  const robots = await read('/robots.txt', 'text/plain')
  assert.ok(robots.includes(`Sitemap: ${absolute(page, '/sitemap.xml')}`))
  assert.match(await read('/humans.txt', 'text/plain'), /Overwire/)
  const security = await read('/.well-known/security.txt', 'text/plain')
  assert.match(security, /^Contact: http/)
  assert.ok(new Date(/Expires: (.*)/.exec(security)![1]!) > new Date())
  const link = page.locator('link[type="application/rss+xml"]')
  const news = await read(
    (await link.getAttribute('href'))!.slice(base.length),
    'application/rss\\+xml',
  )
  // A page without a policy, where a script may parse.
  await page.goto(absolute(page, '/humans.txt'))
  const [error, first] = await page.evaluate((text) => {
    const feed = new DOMParser().parseFromString(text, 'text/xml')
    return ['parsererror', 'item title'].map((name) => feed.querySelector(name)?.textContent)
  }, news)
  assert.equal(error, undefined)
  assert.equal(first, 'Greta')
})

test('every page has what search engines and readers need, and nothing that axe finds serious [A154]', async () => {
  const tab = await visit(`${home}/login`)
  const { page } = tab
  const descriptions = new Set<string>()
  const paths = [
    '',
    'cats',
    'cats/3',
    'cats/new',
    'cats/3/edit',
    'notes',
    'about',
    'contact',
    'login',
    'members',
  ]
  for (const path of paths) {
    if (path === 'members') await logIn(tab, 'meow')
    else await page.goto(absolute(page, [home, path].filter(Boolean).join('/')))
    await tab.connected()
    assert.equal(await page.locator('h1').count(), 1, path)
    assert.equal(await page.locator('html').getAttribute('lang'), 'en')
    assert.match(await page.title(), /^.+ · Cat Home$/)
    const description = await page.locator('meta[name=description]').getAttribute('content')
    assert.ok(description!.length > 20, path)
    descriptions.add(description!)
    assert.equal(await page.locator('img:not([alt])').count(), 0)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.evaluate(axe)
      const { violations } = (await page.evaluate('axe.run()')) as {
        violations: { id: string; impact: string; nodes: { html: string }[] }[]
      }
      const grave = violations.filter(({ impact }) => /serious|critical/.test(impact))
      const told = grave.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])
      assert.deepEqual(told, [], `${path} ${colorScheme}`)
    }
  }
  assert.ok(descriptions.size >= 6)
  assertNoErrors(tab)
})

test('it is readable in dark and light, on a phone and on a desk [A154]', async () => {
  for (const path of [
    'en',
    'de/cats',
    'es/cats/3',
    'de/cats/new',
    'en/notes',
    'es/contact',
    'de/login',
  ]) {
    await assertLooksRight(await visit(`/cat-home/${path}`))
  }
})

test('the keyboard is enough [A154]', async () => {
  const tab = await visit(home)
  const { page } = tab
  const { keyboard } = page
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')
  await keyboard.press('Tab')
  assert.equal(await focused(), 'Skip to content')
  for (let i = 0; i < 3; i++) await keyboard.press('Tab')
  assert.equal(await focused(), 'Cats')
  const outline = () => page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)
  assert.equal(await outline(), 'solid')
  await keyboard.press('Enter')
  await page.waitForSelector('h1:focus')
  await keyboard.press('Tab')
  await keyboard.press('Enter')
  await heading(page, 'Add a cat')
  await page.waitForSelector('h1:focus')
  for (const text of ['Taste', '2022', 'Was typed in by keyboard.']) {
    await keyboard.press('Tab')
    await keyboard.type(text)
  }
  await keyboard.press('Tab')
  await keyboard.press('Enter')
  await heading(page, 'Taste')
  await remove(page, 'Taste')
  assertNoErrors(tab)
})

test('a comment is checked, shown to all who look, and escaped; programs read and write the same [A154]', async () => {
  const [ada, ben] = [await visit(`${home}/cats/3`), await visit(`${home}/cats/3`)]
  const { page } = ada
  await page.getByRole('button', { name: 'Say it' }).click()
  await problem(page, 'text', 'A little more, please.')
  await page.getByLabel('Name').fill('Grace')
  await page.getByLabel('Comment').fill('<b>Lovely</b> whiskers')
  await page.getByRole('button', { name: 'Say it' }).click()
  for (const one of [ada, ben]) await one.page.getByText('<b>Lovely</b> whiskers').waitFor()
  await page.waitForFunction(
    () => document.querySelector<HTMLInputElement>('#field-text')!.value === '',
  )
  const url = absolute(page, '/cat-home/api/cats/3/comments')
  const said = await page.request.post(url, { data: { name: 'A program', text: 'I said this.' } })
  assert.equal(said.status(), 201)
  for (const one of [ada, ben]) await one.page.getByText('I said this.').waitFor()
  const all = (await (await page.request.get(url)).json()) as { name: string }[]
  assert.deepEqual(
    all.map(({ name }) => name),
    ['A program', 'Grace'],
  )
  const status = async (path: string, data?: unknown) =>
    data === undefined
      ? (await page.request.get(absolute(page, path))).status()
      : (await page.request.post(absolute(page, path), { data })).status()
  assert.equal(await status('/cat-home/api/cats/3/comments', { name: 'x' }), 422)
  assert.equal(await status('/cat-home/api/cats/3/comments', 'no JSON'), 400)
  assert.equal(await status('/cat-home/api/cats/9999/comments', { name: 'Abc', text: 'Abc' }), 404)
  assert.equal(await status('/cat-home/api/cats/9999/comments'), 404)
  const headers = { origin: 'https://elsewhere.example' }
  const foreign = await page.request.post(url, { data: { name: 'Abc', text: 'Abc' }, headers })
  assert.equal(foreign.status(), 403)
  for (const one of [ada, ben]) assertNoErrors(one)
})

test('bars of the processors move for who looks at them; a bar shows that a handler works [A154]', async () => {
  const tab = await visit(home)
  const { page } = tab
  await page.evaluate(() => {
    const seen: boolean[] = []
    Object.assign(window, { seen })
    const bar = document.querySelector<HTMLElement>('#loading')!
    new MutationObserver(() => seen.push(bar.hasAttribute('hidden'))).observe(bar, {
      attributes: true,
    })
  })
  await follow(page, 'About')
  await heading(page, 'About')
  await page.waitForFunction('seen.length === 2 && seen[0] === false && seen[1] === true')
  assert.ok((await page.locator('#load meter').count()) > 0)
  const pushed = () =>
    tab.frames.filter((frame) => frame.includes('#load"') && frame.startsWith('<'))
  await eventually(() => pushed().length >= 2, 'two pushes of the bars')
  await follow(page, 'Notes')
  await heading(page, 'Notes')
  const before = pushed().length
  const other = await visit(`${home}/about`)
  await eventually(
    () =>
      other.frames.filter((frame) => frame.startsWith('<') && frame.includes('#load"')).length >= 2,
    'who looks gets more',
  )
  assert.ok(pushed().length <= before + 1, 'who has left gets none')
  for (const one of [tab, other]) assertNoErrors(one)
})
