/** What both renders contain is the same object before and after, with all that the user did to it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { each, html, LiveView, pushToView, raw } from 'overwire'
import { assertNoErrors, openTab, serve } from './browser.ts'

// A silent WAV of one second, so that something plays without a file.
const silence = (): string => {
  const samples = 8000
  const bytes = Buffer.alloc(44 + samples, 128)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(36 + samples, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(8000, 24)
  bytes.writeUInt32LE(8000, 28)
  bytes.writeUInt16LE(1, 32)
  bytes.writeUInt16LE(8, 34)
  bytes.write('data', 36)
  bytes.writeUInt32LE(samples, 40)
  return `data:audio/wav;base64,${bytes.toString('base64')}`
}

const video = raw(`<video id="video" src="${silence()}" loop muted></video>`)

class Rich extends LiveView {
  title = 'one'
  order = [1, 2, 3, 4, 5]
  render() {
    return html`
      <h1 class="title ${this.title}">${this.title}</h1>
      <p id="text">Some text to select ${this.title} and more</p>
      <input id="typed"><textarea id="area"></textarea>
      <details><summary>More ${this.title}</summary><p>Body</p></details>
      <div id="scroller"><div>${this.title}</div></div>
      ${video}
      <ul>
        ${each(
          this.order,
          (n) => n,
          (n) => html`
            <li id="row${n}">
              ${n} ${this.title} <input aria-label="row ${n}">
              <iframe title="frame ${n}" src="/frame.html"></iframe>
            </li>
          `,
        )}
      </ul>
    `
  }
}

test('focus, caret, selection, scroll, media, details, frames and typed text go on [B105]', async () => {
  const { url } = await serve((app) => {
    app.live('/', Rich)
    const type = { headers: { 'content-type': 'text/html' } }
    app.http('/frame.html', () => new Response('<!doctype html><title>f</title>frame', type))
    const css = '#scroller{height:50px;overflow:auto}#scroller div{height:500px}iframe{height:20px}'
    app.http('/a.css', () => new Response(css, { headers: { 'content-type': 'text/css' } }))
  })
  const tab = await openTab(url)
  const { page } = tab
  await page.addStyleTag({ url: '/a.css' })
  await tab.connected()
  await page.waitForFunction(() => frames.length === 5)
  await page.fill('#typed', 'unsaved words')
  await page.fill('#area', 'draft')
  await page.fill('#row2 input', 'in the row')
  await page.evaluate(async () => {
    const all = [...document.querySelectorAll('[live-root] *')]
    const scroller = document.querySelector('#scroller')!
    scroller.scrollTop = 120
    document.querySelector('details')!.open = true
    for (const frame of document.querySelectorAll('iframe')) frame.contentWindow!.name = 'kept'
    const video = document.querySelector('video')!
    await video.play()
    document.querySelector('h1')!.classList.add('third-party')
    const widget = document.createElement('div')
    widget.id = 'widget'
    scroller.append(widget)
    const typed = document.querySelector<HTMLInputElement>('#row2 input')!
    typed.focus()
    typed.setSelectionRange(3, 6)
    Object.assign(window, { all, typed, video })
  })
  const order = [5, 2, 4, 1, 6]
  await pushToView(Rich, { state: { title: 'two', order } })
  await page.waitForSelector('h1:has-text("two")')
  const state = await page.evaluate(() => {
    const { all, typed, video } = window as unknown as {
      all: Element[]
      typed: HTMLInputElement
      video: HTMLVideoElement
    }
    const rows = [...document.querySelectorAll('li')].map((row) => row.id)
    const still = document.querySelectorAll<HTMLIFrameElement>('#row2 iframe, #row4 iframe')
    return {
      lost: all.filter((node) => !node.isConnected).map((node) => node.id || node.localName),
      focused: document.activeElement === typed,
      caret: [typed.selectionStart, typed.selectionEnd],
      typed: [
        typed.value,
        ...['#typed', '#area'].map((id) => document.querySelector<HTMLInputElement>(id)!.value),
      ],
      scroll: document.querySelector('#scroller')!.scrollTop,
      open: document.querySelector('details')!.open,
      playing: !video.paused && video === document.querySelector('video'),
      frames: [...still].map((frame) => frame.contentWindow!.name),
      classes: document.querySelector('h1')!.className,
      widget: document.querySelector('#widget')?.isConnected,
      rows,
    }
  })
  assert.deepEqual(state, {
    lost: ['row3', 'input', 'iframe'],
    focused: true,
    caret: [3, 6],
    typed: ['in the row', 'unsaved words', 'draft'],
    scroll: 120,
    open: true,
    playing: true,
    frames: ['kept', 'kept'],
    classes: 'title third-party two',
    widget: true,
    rows: order.map((n) => `row${n}`),
  })
  assertNoErrors(tab)
})

test('selected text stays selected when a value next to it changes', async () => {
  const { url } = await serve((app) => {
    app.live('/', Rich)
    app.http('/frame.html', () => new Response(''))
  })
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await page.evaluate(() => {
    const text = document.querySelector('#text')!.firstChild!
    getSelection()!.setBaseAndExtent(text, 5, text, 9)
  })
  await pushToView(Rich, { state: { title: 'changed' } })
  await page.waitForSelector('#text:has-text("changed and more")')
  assert.equal(await page.evaluate(() => getSelection()!.toString()), 'text')
})
