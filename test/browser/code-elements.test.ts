/** Scripts, style sheets and what says what others mean: handlers, signals and commands write no value there. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, html, js, LiveView, raw } from 'overwire'
import { send } from 'overwire/handlers'
import { trigger, BROADCAST } from 'overwire/signals'
import { openTab, serve, takeErrors } from './browser.ts'

const CSS = 'b{color:red}'
const elements = raw(`
  <style id="style">${CSS}</style><script id="script" type="text/plain">${CSS}</script>
  <svg><style id="svg-style">${CSS}</style><script id="svg-script" type="text/plain">${CSS}</script>
    <a><animate id="animation" attributeName="x" values="1" dur="1s"></animate></a></svg>
  <meta id="header" http-equiv="x-nothing" content="0"><meta id="meta" name="a" content="0">
  <base id="base" target="_self"><p id="end"></p>`)

const code = ['#style', '#script', '#svg-style', '#svg-script']
const fixed: [selector: string, name: string, value: string][] = [
  ['#header', 'content', '0;url=/x'],
  ['#meta', 'http-equiv', 'refresh'],
  ['#animation', 'attributeName', 'href'],
  ['#base', 'href', '/elsewhere/'],
  ['#style', 'onload', 'x'],
]

class Page extends LiveView {
  @event commands() {
    for (const [to, name, value] of fixed) {
      if (name === 'onload') continue
      this.pushCommands(js().setAttr(name, value, to))
      this.pushCommands(js().toggleAttr(name, { to, values: [value, 'y'] }))
    }
    this.pushCommands(js().addClass('told', '#end'))
  }
  render() {
    return html`<button @click=${this.commands}>x</button><div>${elements}</div>`
  }
}

test('no value comes into scripts, style sheets, headers and the base, whoever sends it', async () => {
  const { url } = await serve((app) => app.live('/', Page))
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await takeErrors(tab)
  const state = (): Promise<string> =>
    page.evaluate(() =>
      [...document.querySelectorAll('style, script[type="text/plain"], meta, base, animate')]
        .map((one) => one.outerHTML)
        .join('\n'),
    )
  const before = await state()
  let count = 0
  /** Waits for what was sent last: it comes behind all others. */
  const isUnchanged = async (by: string, end: (mark: string) => unknown): Promise<void> => {
    const mark = `${by}-${++count}`
    await end(mark)
    await page.waitForSelector(`#end.${mark}`, { state: 'attached' })
    assert.equal(await state(), before, by)
  }
  const toAll = { broadcast: true } as const
  for (const target of code) {
    for (const data of [
      { text: 'i{}' },
      { html: html`i{}` },
      { html: html`i{}`, append: true },
      { html: html`i{}`, prepend: true },
    ]) {
      await send(null, { target, ...data }, toAll)
    }
    for (const name of ['text', 'content', 'append', 'prepend']) {
      await trigger(null, `html.${name}`, { to: BROADCAST, selector: target, content: 'i{}' })
    }
  }
  for (const [target, name, value] of fixed) {
    if (name !== 'onload') await send(null, { target, attributes: { [name]: value } }, toAll)
    const args = { selector: target, attr_name: name, attr_value: value }
    await trigger(null, 'html.add_attribute', { to: BROADCAST, ...args })
  }
  await isUnchanged('sent', (mark) => send(null, { target: '#end', addClass: mark }, toAll))
  await takeErrors(tab, /Nothing may be written into <style>/, /attributeName may not be/)
  await page.click('button')
  await page.waitForSelector('#end.told', { state: 'attached' })
  assert.equal(await state(), before)
  await takeErrors(tab, /Commands don't set attributeName of this element/)
  // Beside them, and what is no value, is as ever.
  await send(null, { target: '#style', attributes: { media: 'print' }, addClass: 'x' }, toAll)
  await send(null, { target: '#script', remove: true }, toAll)
  await send(null, { target: '#meta', attributes: { content: 'told' } }, toAll)
  await page.waitForSelector('#style.x[media=print]', { state: 'attached' })
  await page.waitForSelector('#meta[content=told]', { state: 'attached' })
  assert.equal(await page.locator('#script').count(), 0)
})
