/** The docs site: it builds without a dead link, all of its pages are reached, searched and read by everybody. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { after, before, test } from 'node:test'
import { assertNoErrors, openTab } from './browser.ts'

const axe = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
const built = 'docs/.vitepress/dist'
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
}

/** What any host of static files does with addresses that have no `.html`. */
const server = createServer((request, response) => {
  const path = join(built, normalize(new URL(request.url!, 'http://docs').pathname))
  const file = [path, `${path}.html`, join(path, 'index.html')].find(
    (one) => existsSync(one) && statSync(one).isFile(),
  )
  response.writeHead(file ? 200 : 404, { 'content-type': types[extname(file ?? '')] ?? '' })
  response.end(file ? readFileSync(file) : 'not there')
})
let url = ''

before(async () => {
  const began = performance.now()
  const build = spawn(process.execPath, ['docs/build.mjs', '--built'])
  let said = ''
  for (const out of [build.stdout, build.stderr]) out.on('data', (text) => (said += text))
  const [status] = (await once(build, 'exit')) as [number]
  assert.equal(status, 0, said)
  console.log(`built in ${Math.round((performance.now() - began) / 1000)} s`)
  server.listen(0)
  await once(server, 'listening')
  url = `http://localhost:${(server.address() as AddressInfo).port}`
})

after(() => server.close())

const pagesOf = (folder: string): string[] =>
  readdirSync(`docs/${folder}`).map((file) => `/${folder}/${file.replace(/\.md$/, '')}`)

test('each page is in the navigation', async () => {
  const { page } = await openTab(`${url}/start`)
  const links = await page
    .locator('.VPSidebar a')
    .evaluateAll((all) => all.map((link) => link.getAttribute('href')))
  const pages = ['guide', 'tutorial', 'reference', 'internals', 'decisions'].flatMap(pagesOf)
  assert.deepEqual(
    [...pages, '/start', '/comparisons', '/moving', '/protocol'].filter(
      (path) => !links.includes(path),
    ),
    [],
  )
})

test('search engines get a description of each page, and the outline shows whole headings', async () => {
  const { page } = await openTab(`${url}/`)
  const described = async (): Promise<string | null> =>
    page.locator('meta[name=description]').getAttribute('content')
  const ofSite = await described()
  const pages = ['guide', 'tutorial', 'decisions'].flatMap(pagesOf)
  const html = [...pages, '/start', '/comparisons', '/moving'].map((path) => [
    path,
    /<meta name="description" content="([^"]*)"/.exec(
      readFileSync(`${built}${path}.html`, 'utf8'),
    )?.[1],
  ])
  assert.deepEqual(
    html.filter(([, text]) => !text || text === ofSite || text.length < 30),
    [],
  )
  await page.goto(`${url}/guide/continuity`)
  const cut = `[...document.querySelectorAll('.outline-link')]
    .filter((link) => link.scrollWidth > link.clientWidth).map((link) => link.textContent)`
  assert.deepEqual(await page.evaluate(cut), [])
})

test('each link leads to a page, and each part of a page that a link names exists', () => {
  const files = readdirSync(built, { recursive: true, encoding: 'utf8' })
  const pages = new Map(
    files
      .filter((file) => file.endsWith('.html') && file !== '404.html')
      .map((file) => [`/${file}`, readFileSync(join(built, file), 'utf8')]),
  )
  const ids = new Map(
    [...pages].map(([path, html]) => [
      path.replace(/(index)?\.html$/, ''),
      new Set([...html.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id)),
    ]),
  )
  const dead = [...pages].flatMap(([path, html]) =>
    [...html.matchAll(/<a\b[^>]*\bhref="([^"]+)"/g)].flatMap(([, href]) => {
      const { origin, pathname, hash } = new URL(
        href!.replaceAll('&amp;', '&'),
        `http://docs${path.replace(/index\.html$/, '')}`,
      )
      if (origin !== 'http://docs') return []
      const there = ids.get(pathname.replace(/\.html$/, ''))
      const part = decodeURIComponent(hash.slice(1))
      return there && (!part || there.has(part)) ? [] : [`${path}: ${href}`]
    }),
  )
  assert.ok(ids.has('/api/'), 'the folder of the reference has a page')
  assert.deepEqual(dead, [])
})

test('a word is found, also one of the reference', async () => {
  const tab = await openTab(`${url}/`)
  const { page } = tab
  for (const [word, title] of [
    ['E_HEAP_FULL', 'Errors'],
    ['allowUpload', 'Files'],
  ] as const) {
    await page.keyboard.press('Control+k')
    await page.locator('#localsearch-input').fill(word)
    // Guides stand before the reference.
    const first = page.locator('#localsearch-list li').first().getByText(title).first()
    await first.waitFor()
    await page.keyboard.press('Escape')
  }
  assertNoErrors(tab)
})

test('pages read well in both schemes and on a phone', async () => {
  const tab = await openTab(`${url}/`)
  const { page } = tab
  const paths = ['/', '/tutorial/3-together', '/api/overwire/', '/api/overwire/classes/LiveView']
  for (const path of paths) {
    await page.goto(url + path)
    for (const [width, height, colorScheme] of [
      [1280, 800, 'light'],
      [390, 844, 'dark'],
    ] as const) {
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme })
      const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
      assert.equal(isWide, false, `${path} at ${width}`)
      await page.evaluate(axe)
      const { violations } = (await page.evaluate('axe.run()')) as {
        violations: { id: string; impact: string; nodes: { html: string }[] }[]
      }
      const grave = violations.filter(({ impact }) => /serious|critical/.test(impact))
      const told = grave.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])
      assert.deepEqual(told, [], `${path} ${colorScheme}`)
    }
  }
  assertNoErrors(tab)
})

test('a table that goes on beside a phone says so, and its first column stays', async () => {
  const { page } = await openTab(`${url}/comparisons`)
  await page.setViewportSize({ width: 390, height: 844 })
  for (const reducedMotion of ['no-preference', 'reduce'] as const) {
    await page.emulateMedia({ reducedMotion })
    const table = page.locator('.vp-doc table')
    const attachment = await table.evaluate((el) => getComputedStyle(el).backgroundAttachment)
    assert.equal(attachment, 'local, scroll', 'the cover scrolls along, and bares the shadow')
    const ends = await table.evaluate((el) => {
      el.scrollLeft = el.scrollWidth
      const cell = el.querySelector('td')!.getBoundingClientRect()
      return { hidden: el.scrollLeft, off: cell.left - el.getBoundingClientRect().left }
    })
    assert.ok(ends.hidden > 50, `${ends.hidden}`)
    assert.ok(ends.off >= 0 && ends.off < 2, `${ends.off}`)
  }
  await page.setViewportSize({ width: 1280, height: 800 })
  for (const path of ['/comparisons', '/reference/errors']) {
    await page.goto(url + path)
    const hidden = await page
      .locator('.vp-doc table')
      .evaluateAll((all) => all.map((el) => el.scrollWidth - el.clientWidth))
    assert.ok(Math.max(...hidden) <= 0, `${path} at 1280: ${hidden}`)
  }
})

test('each picture is drawn from its text', async () => {
  const pictures = readdirSync('docs/pictures')
  const drawn = pictures.filter((file) => file.endsWith('.svg'))
  assert.deepEqual(
    drawn.toSorted(),
    pictures
      .filter((file) => file.endsWith('.dot'))
      .map((file) => file.replace('.dot', '.svg'))
      .toSorted(),
  )
  const before = drawn.map((file) => readFileSync(`docs/pictures/${file}`, 'utf8'))
  const draw = spawn(process.execPath, ['docs/pictures.mjs'])
  assert.deepEqual(await once(draw, 'exit'), [0, null])
  assert.deepEqual(
    drawn.map((file) => readFileSync(`docs/pictures/${file}`, 'utf8')),
    before,
    'run npm run pictures in docs/',
  )
})
