/** Where things go: SVG that comes later, ids as targets, and back to where a page was. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { each, html, LiveView, pushToView, raw } from 'overwire'
import { liveviewHandler, send } from 'overwire/handlers'
import { assertNoErrors, newContext, openTab, serve } from './browser.ts'

class Rows extends LiveView {
  rows = ['a', 'b', 'c']
  render() {
    return html`<ul>${each(
      this.rows,
      (row) => row,
      (row) => html`<li id=${row}><input value=${row.repeat(9)}></li>`,
    )}</ul>`
  }
}

test('where browsers can’t move a node in place, a row that moves keeps focus, selection and its direction', async () => {
  const { url } = await serve((app) => app.live('/', Rows))
  const context = await newContext()
  await context.addInitScript(() => {
    for (const { prototype } of [Element, Document, DocumentFragment]) {
      Reflect.deleteProperty(prototype, 'moveBefore')
    }
  })
  const tab = await openTab(url, context)
  const { page } = tab
  await tab.connected()
  assert.equal(await page.evaluate(() => 'moveBefore' in document.body), false)
  for (const rows of [
    ['c', 'a', 'b'],
    ['b', 'c', 'a'],
    ['a', 'b', 'c'],
  ]) {
    for (const id of ['a', 'c']) {
      await page.$eval(`#${id} input`, (field: HTMLInputElement) => {
        field.focus()
        field.setSelectionRange(2, 5, 'backward')
      })
    }
    await pushToView(Rows, { state: { rows } })
    await page.waitForFunction(
      (text) => [...document.querySelectorAll('li')].map(({ id }) => id).join() === text,
      rows.join(),
    )
    const state = await page.evaluate(() => {
      const field = document.activeElement as HTMLInputElement
      const { selectionStart, selectionEnd, selectionDirection } = field
      return [field.parentElement?.id, selectionStart, selectionEnd, selectionDirection]
    })
    assert.deepEqual(state, ['c', 2, 5, 'backward'], rows.join())
  }
  assertNoErrors(tab)
})

class Drawing extends LiveView {
  dots = [1]
  mark = '<circle r="1"></circle>'
  render() {
    return html`
      <svg id="raw">${raw(this.mark)}</svg>
      <svg id="rows">
        ${each(
          this.dots,
          (dot) => dot,
          (dot) => html`<linearGradient id=${`g${dot}`}></linearGradient>`,
        )}
      </svg>
      <math id="math">${this.dots.length > 1 && html`<mi>x</mi>`}</math>
      <svg id="3fa85f64-a.b"></svg>
      <div data-controller="page"><button data-action="click->page#run" data-liveview-function="draw">Draw</button></div>
      <a href="/" live-patch>Home</a><a href="#one" id="go">One</a>
      <div style="height: 3000px"></div><b id="3fa85f64-5717-4562"></b><p id="one">${this.dots.length}</p><div style="height: 3000px"></div>
    `
  }
}

test('SVG and MathML that come later are drawn; elements are targets by any id; back scrolls back', async () => {
  liveviewHandler('draw', async (consumer) => {
    await send(consumer, { target: { id: '3fa85f64-a.b' }, html: '<path d="M0 0"/>', append: true })
    // As a selector it would not be valid: ids of databases often begin with a digit.
    await send(consumer, { target: '#3fa85f64-5717-4562', text: 'found' })
    await send(consumer, { target: '#raw', html: '<rect width="1"/>', append: true })
  })
  const { url } = await serve((app) => app.live('/', Drawing))
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await page.waitForSelector('html[data-liveview-ready]', { state: 'attached' })
  await pushToView(Drawing, { state: { dots: [1, 2], mark: '<ellipse rx="1"></ellipse>' } })
  await page.waitForSelector('#one:text-is("2")')
  await page.click('button')
  await page.waitForSelector('#raw rect', { state: 'attached' })
  assert.equal(await page.textContent('b'), 'found')
  const names = await page.evaluate(() =>
    ['#raw ellipse', '#raw rect', '#g2', '#math mi', 'path'].map((selector) =>
      document.querySelector(selector)?.namespaceURI?.split('/').pop(),
    ),
  )
  assert.deepEqual(names, ['svg', 'svg', 'svg', 'MathML', 'svg'])
  await page.click('#go')
  await page.waitForFunction(() => scrollY > 1000 && location.hash === '#one')
  await page.goBack()
  await page.waitForFunction(() => scrollY === 0 && location.hash === '')
  assertNoErrors(tab)
})
