/**
 * A corpus of values with scripts in them, in every kind of slot and everything else that shows values, on the
 * first page and in patches, without a Content-Security-Policy: no script runs.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { each, event, html, LiveView } from 'overwire'
import { liveviewHandler, send } from 'overwire/handlers'
import { BROADCAST, trigger } from 'overwire/signals'
import { liquid } from 'overwire/liquid'
import { eventually } from '../eventually.ts'
import { openTab, serve } from './browser.ts'

const JS = 'ran()'

/** By category; each would call `ran()`. */
const corpus: Record<string, string[]> = {
  elements: [
    `<script>${JS}</script>`,
    `<SCRIPT SRC=data:,${JS}></SCRIPT>`,
    `<img src=x onerror=${JS}>`,
    `<img/src=x/onerror=${JS}//`,
    `<svg onload=${JS}>`,
    `<svg><script>${JS}</script></svg>`,
    `<svg><animate onbegin=${JS} attributeName=x dur=1s>`,
    `<svg><set attributeName=href to=javascript:${JS}>`,
    `<math><mtext><img src=x onerror=${JS}></mtext></math>`,
    `<iframe src="javascript:parent.${JS}"></iframe>`,
    `<iframe srcdoc="<script>parent.${JS}</script>"></iframe>`,
    `<object data="javascript:${JS}"></object>`,
    `<embed src="javascript:${JS}">`,
    `<body onload=${JS}>`,
    `<details open ontoggle=${JS}>`,
    `<input autofocus onfocus=${JS}>`,
    `<video><source onerror=${JS}></video>`,
    `<audio src onerror=${JS}>`,
    `<marquee onstart=${JS}>`,
    `<style onload=${JS}></style>`,
    `<link rel=stylesheet href=data:, onload=${JS}>`,
    `<meta http-equiv=refresh content="0;url=javascript:${JS}">`,
    `<base href="javascript:/${JS}//">`,
    `<template><script>${JS}</script></template><img src=x onerror=${JS}>`,
    `<custom-element onclick=${JS} tabindex=0 autofocus onfocus=${JS}>`,
  ],
  endings: [
    `"><img src=x onerror=${JS}>`,
    `'><img src=x onerror=${JS}>`,
    `" autofocus onfocus="${JS}`,
    `' autofocus onfocus='${JS}`,
    ` autofocus onfocus=${JS} `,
    `</textarea><script>${JS}</script>`,
    `</title><script>${JS}</script>`,
    `</style><script>${JS}</script>`,
    `</script><script>${JS}</script>`,
    `--><img src=x onerror=${JS}>`,
    `<!--><img src=x onerror=${JS}>-->`,
    `]]><img src=x onerror=${JS}>`,
    `<!--]--><img src=x onerror=${JS}><!--[-->`,
    `</noscript><img src=x onerror=${JS}>`,
    `</template><img src=x onerror=${JS}>`,
    `\u0000"><img src=x onerror=${JS}>`,
    `&lt;img src=x onerror=${JS}&gt;`,
    `&#60;img src=x onerror=${JS}&#62;`,
    '`><img src=x onerror=' + JS + '>',
  ],
  addresses: [
    `javascript:${JS}`,
    `JaVaScRiPt:${JS}`,
    ` javascript:${JS}`,
    `\u0001javascript:${JS}`,
    `java\nscript:${JS}`,
    `java\tscript:${JS}`,
    `java\r\nscript:${JS}`,
    `javascript\n:${JS}`,
    `javascript://%0a${JS}`,
    `javascript:/*--></title></style></textarea>*/${JS}`,
    `vbscript:${JS}`,
    `data:text/html,<script>parent.${JS}</script>`,
    `data:text/html;base64,PHNjcmlwdD5wYXJlbnQucmFuKCk8L3NjcmlwdD4=`,
    `data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" onload="parent.${JS}"/>`,
    `DATA:application/xhtml+xml,<script xmlns="http://www.w3.org/1999/xhtml">parent.${JS}</script>`,
    `/a 1x, javascript:${JS} 2x`,
    `#a;javascript:${JS}`,
    `view-source:javascript:${JS}`,
  ],
  commands: [
    `[["dispatch","x"],["setAttr","onclick","${JS}"]]`,
    `note {"text":"<img src=x onerror=${JS}>"}`,
    `{{constructor.constructor('${JS}')()}}`,
    `\${${JS}}`,
  ],
}
const payloads = Object.values(corpus).flat()

class Page extends LiveView {
  values: string[] = payloads

  /** The same values from a page on which none stood. */
  @event clear() {
    this.values = payloads.map(() => '')
  }
  @event fill() {
    this.values = payloads
    for (const text of payloads) {
      this.putFlash('info', text)
      this.pageTitle = text
      this.pageMeta = { description: text }
      this.pushEvent('x', { text })
    }
  }

  render() {
    const rows = this.values.map((x, id) => ({ x, id }))
    return html`<button id="clear" @click=${this.clear}></button>
      <button id="fill" @click=${this.fill}></button>
      <p id="state">${this.values[0] === '' ? 'clear' : 'full'}</p>
      ${each(
        rows,
        ({ id }) => id,
        ({ x }) =>
          html`<div class=${x} style=${x} data-x=${x} title="a ${x}" .id=${x} ?hidden=${x === '?'}>
            ${x}<b>a ${x} b</b><textarea>${x}</textarea><input value=${x} /><input .value=${x} />
            <a href=${x}>a</a><a href="${x}">b</a><a .href=${x}>c</a><a ping=${x} href="#p">d</a>
            <img src=${x} srcset=${x} alt=${x} /><iframe src=${x}></iframe><embed src=${x} />
            <object data=${x}></object><form action=${x}><button formaction=${x}>e</button></form>
            <svg>
              <a href=${x}><text>${x}</text></a><a xlink:href=${x}><title>${x}</title></a>
              <animate attributeName="href" values=${x} from=${x} to=${x} dur="1s" /><use href=${x} />
            </svg>
            <b live-click=${x} live-value-x=${x}>f</b>
          </div>`,
      )}`
  }
}

/** The same places in a template file. */
class Liquid extends LiveView {
  static override template = `<button id="clear" live-click="clear"></button>
    <button id="fill" live-click="fill"></button><p id="state">{{ state }}</p>
    {% for x in values %}<div class="{{ x }}" style="{{ x }}" data-x={{ x }} title='a {{ x }}'>
      {{ x }}<b>a {{ x }} b</b><textarea>{{ x }}</textarea><input value="{{ x }}">
      {% if x != '' %}<i>{{ x | append: x }}{{ x | url_encode }}{{ x | newline_to_br }}</i>{% endif %}
      <a href="{{ x }}">a</a><a href={{ x }}>b</a><a ping="{{ x }}" href="#p">c</a>
      <img src="{{ x }}" srcset="{{ x }}" alt="{{ x }}"><iframe src="{{ x }}"></iframe><embed src="{{ x }}">
      <object data="{{ x }}"></object><form action="{{ x }}"><button formaction="{{ x }}">e</button></form>
      <svg><a href="{{ x }}"><text>{{ x }}</text></a><a xlink:href="{{ x }}"><title>{{ x }}</title></a>
        <use href="{{ x }}"></use></svg>
      <b live-click="{{ x }}" live-value-x="{{ x }}">f</b></div>{% endfor %}`
  values: string[] = payloads
  state = 'full'

  @event clear() {
    this.values = payloads.map(() => '')
    this.state = 'clear'
  }
  @event fill() {
    this.values = payloads
    this.state = 'full'
  }
}

/** All that a signal may write, on every element that there is. */
async function tellBySignals(): Promise<void> {
  const to = { to: BROADCAST, selector: '#told, #told *' } as const
  for (const text of payloads) {
    await trigger(null, 'html.append', {
      ...to,
      selector: '#told',
      content: '<a></a><form></form>',
    })
    await trigger(null, 'html.text', { ...to, content: text })
    for (const attr_name of ['href', 'title', 'src', 'onclick', 'srcdoc', 'style']) {
      await trigger(null, 'html.add_attribute', { ...to, attr_name, attr_value: text })
    }
    await trigger(null, 'html.add_class', { ...to, class_name: text })
    await trigger(null, 'html.download_file', { to: BROADCAST, url: text, filename: text })
    const values = [{ name: 'field', value: text }]
    await trigger(null, 'html.forms.set', { to: BROADCAST, selector: '#form', values })
  }
  await trigger(null, 'html.text', { to: BROADCAST, selector: '#end', content: 'signals told' })
}

test('values with scripts in them run none, wherever they are shown', async (t) => {
  assert.ok(payloads.length >= 60)
  t.diagnostic(`${payloads.length} values`)
  liveviewHandler('tell', (consumer) =>
    send(
      consumer,
      payloads.flatMap((text) => [
        { target: '#told', html: html`<a href=${text} title=${text}>${text}</a>`, append: true },
        { target: '#told', text },
        { target: '#told', attributes: { title: text, href: text } },
        { target: '#told', title: text },
      ]),
    ),
  )
  const { url } = await serve(
    (app) => {
      app.live('/', Page)
      app.live('/liquid', Liquid)
      app.page(
        '/told',
        () =>
          html`<div data-controller="page"><p id="told"></p><p id="end"></p><form id="form"><input name="field" /></form><button data-action="page#run" data-liveview-function="tell">x</button></div>`,
      )
    },
    { headers: {}, development: false, templates: liquid() },
  )
  const tab = await openTab('about:blank')
  const { page } = tab
  await page.addInitScript('window.count = 0; window.ran = () => void top.count++')
  await page.route(/^(?!.*_overwire).*$/, (route) =>
    /^http[^?]*\/(told|liquid)?$/.test(route.request().url()) &&
    route.request().isNavigationRequest() &&
    route.request().frame() === page.mainFrame()
      ? route.continue()
      : route.fulfill({ status: 204, body: '' }),
  )
  const safe = async (where: string): Promise<void> => {
    const found = await page.evaluate(() => {
      const scripts = [
        ...document.querySelectorAll<HTMLAnchorElement>('a, form, iframe, [formaction]'),
      ]
        .map(
          (one) =>
            one.getAttribute('href') ??
            one.getAttribute('src') ??
            one.getAttribute('action') ??
            one.getAttribute('formaction') ??
            '',
        )
        .filter(
          (text) =>
            URL.canParse(text) && /^(javascript|data|vbscript):/.test(new URL(text).protocol),
        )
      const handlers = [...document.querySelectorAll('*')].flatMap((one) =>
        [...one.attributes].filter(({ name }) => /^on|^srcdoc$/.test(name)),
      )
      return { count: Reflect.get(window, 'count') as number, scripts, handlers: handlers.length }
    })
    assert.deepEqual(found, { count: 0, scripts: [], handlers: 0 }, where)
  }
  const state = (text: string): Promise<unknown> =>
    page.waitForFunction((wanted) => document.querySelector('#state')?.textContent === wanted, text)
  for (const path of ['/', '/liquid']) {
    await page.goto(url + path, { waitUntil: 'domcontentloaded' })
    await page.waitForSelector('[live-connection=connected]')
    await safe(`first page ${path}`)
    for (const [id, text] of [
      ['clear', 'clear'],
      ['fill', 'full'],
    ] as const) {
      await page.evaluate((name) => document.getElementById(name)!.click(), id)
      await state(text)
    }
    await safe(`patch ${path}`)
  }
  await page.goto(`${url}/told`, { waitUntil: 'domcontentloaded' })
  await page.waitForSelector('html[data-liveview-ready]')
  await page.evaluate(() => document.querySelector('button')!.click())
  await eventually(async () => (await page.title()) === payloads.at(-1), undefined, {
    state: () => page.title(),
  })
  await safe('send')
  await tellBySignals()
  await page.waitForFunction(() => document.querySelector('#end')!.textContent === 'signals told')
  await safe('signals')
})
