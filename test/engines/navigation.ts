/** Links and history without loading: titles, places, back and forward. */
import assert from 'node:assert/strict'
import { event, html, LiveView } from 'overwire'
import type { App, Params } from 'overwire'
import type { Scenarios } from './visit.ts'

const links = html`
  <a id="home" href="/" live-navigate>Home</a> <a id="list" href="/list" live-navigate>List</a>
`

class Home extends LiveView {
  pageTitle = 'Home'
  @event go() {
    this.liveRedirect('/list?page=4')
  }
  render() {
    return html`${links}<h1>Home</h1><button id="go" @click=${this.go}>Go</button>
      <a id="place" href="#foot">Foot</a><div style="height: 3000px"></div><p id="foot">Foot</p>
      <div style="height: 3000px"></div>`
  }
}

class List extends LiveView {
  page = 1
  handleParams({ page = '1' }: Params) {
    this.page = Number(page)
    this.pageTitle = `List ${page}`
  }
  @event next() {
    this.livePatch({ params: { page: this.page + 1 } })
  }
  render() {
    return html`${links}<h1>List ${this.page}</h1><a id="two" href="?page=2" live-patch>Two</a>
      <button id="next" @click=${this.next}>Next</button><input id="typed">`
  }
}

const pages = (app: App) => void app.live('/', Home).live('/list', List)

/** Marks the document, to see that it was never loaded again. */
const mark = () => void Object.assign(window, { marked: true })
const isMarked = () => 'marked' in window

export const navigation: Scenarios = {
  async 'a link shows another page without loading; back and forward return'(visit) {
    const page = await visit.open(pages)
    await page.evaluate(mark)
    await page.click('#list')
    await visit.shows('h1', 'List 1')
    await visit.until(() => [document.title, location.pathname], ['List 1', '/list'])
    await page.back()
    await visit.shows('h1', 'Home')
    await visit.until(() => [document.title, location.pathname], ['Home', '/'])
    await page.forward()
    await visit.shows('h1', 'List 1')
    await page.click('#next')
    await visit.shows('h1', 'List 2')
    assert.equal(await page.evaluate(isMarked), true)
  },

  async 'parameters of the address follow links and events; fields stay'(visit) {
    const page = await visit.open(pages, { path: '/list' })
    await page.click('#typed')
    await page.type('kept')
    await page.click('#two')
    await visit.shows('h1', 'List 2')
    await page.click('#next')
    await visit.shows('h1', 'List 3')
    assert.equal(await page.evaluate(() => location.search), '?page=3')
    await page.back()
    await visit.shows('h1', 'List 2')
    await page.back()
    await visit.shows('h1', 'List 1')
    const typed = await page.evaluate(
      () => document.querySelector<HTMLInputElement>('#typed')!.value,
    )
    assert.equal(typed, 'kept')
  },

  async 'an event sends the visitor to another page'(visit) {
    const page = await visit.open(pages)
    await page.click('#go')
    await visit.shows('h1', 'List 4')
    await page.back()
    await visit.shows('h1', 'Home')
  },

  async 'a place in the page is scrolled to, and back scrolls back'(visit) {
    const page = await visit.open(pages)
    await page.click('#place')
    await visit.until(() => [scrollY > 1000, location.hash], [true, '#foot'])
    await page.back()
    await visit.until(() => [scrollY < 100, location.hash], [true, ''])
  },

  async 'back restores where a page was scrolled to'(visit) {
    const page = await visit.open(pages)
    await page.evaluate(() => scrollTo(0, 900))
    await visit.until(() => scrollY, 900)
    // From the keyboard: browsers' back button skips pages without user activation.
    await page.evaluate(() => document.getElementById('list')!.focus({ preventScroll: true }))
    await page.press('Enter')
    await visit.shows('h1', 'List 1')
    await page.back()
    await visit.shows('h1', 'Home')
    await visit.until(() => scrollY, 900)
  },

  async 'a page that is loaded again shows what its address says'(visit) {
    const page = await visit.open(pages, { path: '/list?page=7' })
    await page.click('#next')
    await visit.shows('h1', 'List 8')
    await page.reload()
    await visit.connected()
    await visit.shows('h1', 'List 8')
  },
}
