/** The attributes that call handlers, in a real browser. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { each, event, html, LiveView, raw } from 'overwire'
import { liveviewHandler, liveviewRegistry, send } from 'overwire/handlers'
import { eventually } from '../eventually.ts'
import { assertNoErrors, openTab, serve, takeErrors } from './browser.ts'
import { openHandled } from './handled.ts'

beforeEach(() => liveviewRegistry.clear())

const run = 'data-liveview-function="take"'

test('only inside of data-controller="page"; it may come later, and have others beside it [A100]', async () => {
  const tab = await openHandled(`
    <div id="off"><button id="outside" data-action="click->page#run" ${run} data-data-n="outside">x</button></div>
    <div data-controller="menu page"><button id="inside" data-action="click->page#run" ${run} data-data-n="inside">x</button></div>`)
  const { page, next, calls } = tab
  await page.click('#outside')
  await page.click('#inside')
  assert.equal((await next()).data['n'], 'inside')
  await page.evaluate(() => document.getElementById('off')!.setAttribute('data-controller', 'page'))
  await page.click('#outside')
  assert.equal((await next()).data['n'], 'outside')
  assert.equal(calls.length, 2)
  assertNoErrors(tab)
})

test('the function’s name, custom data and the language go along; a missing name is an error [A102, A105, A86]', async () => {
  const tab = await openHandled(`<div data-controller="page">
    <button id="good" data-action="click->page#run" ${run} data-data-comment-id="7" data-data-x="" data-other="no">x</button>
    <button id="bad" data-action="click->page#run">x</button>
    <button id="odd" data-action="click->page#jump" ${run}>x</button></div>`)
  await takeErrors(tab, /\[E_ACTION\] page#jump: expected page#run or page#stop/)
  await tab.page.click('#bad')
  await takeErrors(tab, /\[E_ACTION\] page#run expects data-liveview-function=/)
  await tab.page.click('#odd')
  await tab.page.click('#good')
  const { data, form, lang, function: name } = await tab.next()
  assert.deepEqual([name, data, form, lang], ['take', { comment_id: '7', x: '' }, {}, 'en-US'])
})

test('click, input, submit, change, blur, and several in one attribute [A103]', async () => {
  const action = (events: string) =>
    `data-action="${events.replaceAll(/(\w+)/g, '$1->page#run')}" ${run}`
  for (const live of [false, true]) {
    const tab = await openHandled(
      `<main data-controller="page">
        <button id="click" ${action('click')} data-data-n="click">x</button>
        <input id="input" name="input" ${action('input')} data-data-n="input">
        <form id="form" ${action('submit')} data-data-n="submit"><input name="title" value="T"><button name="go" value="1">x</button></form>
        <select id="change" name="change" ${action('change')} data-data-n="change"><option>a<option>b</select>
        <input id="blur" name="blur" ${action('blur focus')} data-data-n="blur">
        <button id="plain" data-action="page#run" ${run} data-data-n="plain">x</button>
        <input id="typed" name="typed" data-action="page#run" ${run} data-data-n="typed">
      </main>`,
      { live },
    )
    const { page, next } = tab
    const seen = async () => {
      const { data, form } = await next()
      return [data['n'], form]
    }
    await page.click('#click')
    assert.deepEqual(await seen(), ['click', {}])
    await page.locator('#input').pressSequentially('ab')
    assert.deepEqual(await seen(), ['input', { input: 'a' }])
    assert.deepEqual(await seen(), ['input', { input: 'ab' }])
    await page.click('#form button')
    assert.deepEqual(await seen(), ['submit', { title: 'T', go: '1' }])
    await page.press('#form input', 'Enter')
    assert.deepEqual(await seen(), ['submit', { title: 'T', go: '1' }])
    await page.selectOption('#change', 'b')
    assert.deepEqual(await seen(), ['change', { change: 'b' }])
    await page.focus('#blur')
    assert.deepEqual(await seen(), ['blur', { blur: '' }])
    await page.click('#plain')
    assert.deepEqual(await seen(), ['blur', { blur: '' }])
    assert.deepEqual(await seen(), ['plain', {}])
    await page.fill('#typed', 'x')
    assert.deepEqual(await seen(), ['typed', { typed: 'x' }])
    assert.equal(page.url(), `${tab.served.url}/`)
    assertNoErrors(tab)
  }
})

test('boxes, radio buttons, details and labels do what they do; links and submits stay on the page [A103]', async () => {
  const tab = await openHandled(`<main data-controller="page">
    <label>L<input type="checkbox" id="box" name="box" data-action="click->page#run" ${run}></label>
    <input type="radio" id="r1" name="r" value="1" data-action="click->page#run" ${run}>
    <input type="radio" id="r2" name="r" value="2" checked>
    <details id="details" data-action="toggle->page#run" ${run} data-data-n="toggle"><summary>s</summary>in</details>
    <details id="details2"><summary id="summary" data-action="click->page#run" ${run} data-data-n="summary">s</summary>in</details>
    <a id="link" href="/elsewhere" data-action="click->page#run" ${run} data-data-n="link"><b>in</b></a>
  </main>`)
  const { page, next } = tab
  const shown = (selector: string, property: string): Promise<unknown> =>
    page.$eval(selector, (element, name) => (element as never)[name as never], property)
  await page.click('text=L')
  assert.deepEqual((await next()).form, { box: true })
  assert.equal(await shown('#box', 'checked'), true)
  await page.click('#box')
  assert.deepEqual((await next()).form, { box: false })
  await page.click('#r1')
  assert.deepEqual((await next()).form, { r: '1' })
  assert.equal(await shown('#r2', 'checked'), false)
  await page.click('#details summary')
  assert.equal((await next()).data['n'], 'toggle')
  assert.equal(await shown('#details', 'open'), true)
  await page.click('#summary')
  assert.equal((await next()).data['n'], 'summary')
  assert.equal(await shown('#details2', 'open'), true)
  await page.click('#link b')
  assert.equal((await next()).data['n'], 'link')
  assert.equal(page.url(), `${tab.served.url}/`)
  // With a modifier key the link is the browser's.
  const opened = page.context().waitForEvent('page')
  await page.click('#link', { modifiers: ['ControlOrMeta'] })
  assert.match((await opened).url(), /elsewhere|about:blank/)
  assert.equal(tab.calls.length, 6)
  assertNoErrors(tab)
})

test('the fields of the form, as they stand [A84]', async () => {
  const tab = await openHandled(`<main data-controller="page">
    <form id="form" data-action="submit->page#run" ${run}>
      <input name="firstName" value="Ann"><input name="off" value="x" disabled>
      <fieldset disabled><input name="off2" value="x"></fieldset><input value="nameless">
      <input type="checkbox" name="agreed"><input type="checkbox" name="news" checked>
      <input type="checkbox" name="tag" value="a" checked><input type="checkbox" name="tag" value="b">
      <input type="checkbox" name="tag" value="c" checked><input type="checkbox" name="one" value="v">
      <input type="radio" name="size" value="s"><input type="radio" name="size" value="m" checked>
      <input type="radio" name="none" value="s">
      <select name="many" multiple><option selected>x<option>y<option selected>z</select>
      <select name="few" multiple><option>x</select>
      <textarea name="text">two
lines</textarea><input type="file" name="file"><input type="hidden" name="id" value="5">
      <button name="do" value="save">Save</button><button name="do" value="drop">Drop</button>
    </form>
    <input name="outer" form="form" value="o">
    <button id="inner" form="form" type="button" data-action="click->page#run" ${run}>x</button>
    <div id="none" data-action="click->page#run" ${run}>no form</div></main>`)
  const { page, next } = tab
  const expected = {
    firstName: 'Ann',
    agreed: false,
    news: true,
    tag: ['a', 'c'],
    size: 'm',
    many: ['x', 'z'],
    few: [],
    text: 'two\nlines',
    id: '5',
    outer: 'o',
  }
  await page.click('text=Drop')
  assert.deepEqual((await next()).form, { ...expected, do: 'drop' })
  await page.click('text=Save')
  assert.deepEqual((await next()).form, { ...expected, do: 'save' })
  await page.click('#inner')
  assert.deepEqual((await next()).form, expected)
  await page.click('#none')
  assert.deepEqual((await next()).form, {})
  assertNoErrors(tab)
})

test('boxes of one name without values are a list; a pressed button of another kind is sent too', async () => {
  const tab = await openHandled(`<main data-controller="page"><form id="form">
      <input type="checkbox" name="day"><input type="checkbox" name="day" checked>
      <input type="checkbox" name="off" disabled><input name="__proto__" value="x">
      <button type="reset" name="kind" value="reset" data-action="click->page#run:prevent" ${run}>R</button>
      <button type="button" name="kind" value="plain" data-action="click->page#run" ${run}>P</button>
      <button name="kind" value="other">O</button>
    </form></main>`)
  const { page, next } = tab
  for (const [button, kind] of [
    ['text=R', 'reset'],
    ['text=P', 'plain'],
  ]) {
    await page.click(button!)
    assert.deepEqual((await next()).form, { day: ['false', 'true'], kind })
  }
  assertNoErrors(tab)
})

test('HTML of a handler leaves half a number alone, and checks a box that has the focus', async () => {
  const tab = await openHandled(`<main data-controller="page">
    <div id="area"><input id="n" type="number" value="1"><input id="box" type="checkbox"></div></main>`)
  const { page } = tab
  await page.focus('#n')
  await page.keyboard.press('End')
  await page.keyboard.type('-')
  await page.focus('#box')
  liveviewHandler('redraw', (consumer) =>
    send(consumer, {
      target: '#area',
      html: raw('<input id="n" type="number" value="7"><input id="box" type="checkbox" checked>'),
    }),
  )
  await page.evaluate(() => {
    const button = document.createElement('button')
    button.dataset['liveviewFunction'] = 'redraw'
    button.dataset['action'] = 'pulled->page#run'
    document.querySelector('main')!.append(button)
  })
  await eventually(async () => {
    await page.evaluate(() => document.querySelector('button')!.dispatchEvent(new Event('pulled')))
    return page.isChecked('#box')
  })
  assert.equal(await page.evaluate(() => document.activeElement!.id), 'box')
  const isHalf = () =>
    page.evaluate(() => document.querySelector<HTMLInputElement>('#n')!.validity.badInput)
  assert.equal(await isHalf(), true)
  assertNoErrors(tab)
})

test('page#stop stops the event, alone and beside page#run [A104]', async () => {
  const tab = await openHandled(`<main data-controller="page">
    <div data-action="click->page#run" ${run} data-data-n="outer">
      <button id="stops" data-action="click->page#stop">x</button>
      <button id="both" data-action="click->page#run click->page#stop" ${run} data-data-n="both">x</button>
      <button id="through" data-action="click->page#run" ${run} data-data-n="through">x</button>
    </div></main>`)
  const { page, next, calls } = tab
  await page.click('#stops')
  await page.click('#both')
  await page.click('#through')
  const seen = [await next(), await next(), await next()].map(({ data }) => data['n'])
  assert.deepEqual(seen, ['both', 'through', 'outer'])
  assert.equal(calls.length, 3)
  assertNoErrors(tab)
})

test('options, keys, and events of the window, in the notation of Stimulus [A103]', async () => {
  const tab = await openHandled(`<main data-controller="page">
    <input type="checkbox" id="prevent" data-action="click->page#run:prevent" ${run} data-data-n="prevent">
    <button id="once" data-action="click->page#run:once" ${run} data-data-n="once">x</button>
    <div id="self" style="padding: 20px" data-action="click->page#run:self" ${run} data-data-n="self"><b>in</b></div>
    <div data-action="click->page#run" ${run} data-data-n="outer"><button id="stop" data-action="click->page#run:stop" ${run} data-data-n="stop">x</button></div>
    <input id="keys" data-action="keydown.enter->page#run keydown.ctrl+s->page#run" ${run} data-data-n="keys">
    <p data-action="hello@window->page#run" ${run} data-data-n="window">x</p>
    <button id="end" data-action="page#run" ${run} data-data-n="end">x</button></main>`)
  const { page, next } = tab
  for (const [selector, expected] of [
    ['#prevent', 'prevent'],
    ['#once', 'once'],
    ['#once', ''],
    ['#self b', ''],
    ['#stop', 'stop'],
  ] as const) {
    await page.click(selector)
    if (expected) assert.equal((await next()).data['n'], expected, selector)
  }
  assert.equal(await page.isChecked('#prevent'), false)
  await page.click('#self', { position: { x: 2, y: 2 } })
  assert.equal((await next()).data['n'], 'self')
  await page.press('#keys', 'a')
  await page.press('#keys', 'Control+a')
  await page.press('#keys', 'Enter')
  assert.equal((await next()).data['n'], 'keys')
  await page.press('#keys', 'Control+s')
  assert.equal((await next()).data['n'], 'keys')
  await page.evaluate(() => window.dispatchEvent(new Event('hello')))
  assert.equal((await next()).data['n'], 'window')
  await page.click('#end')
  assert.equal((await next()).data['n'], 'end')
  assertNoErrors(tab)
})

test('six letters are one call; a submit sends what waits first [A106]', async () => {
  const tab = await openHandled(`<main data-controller="page">
    <input id="search" name="search" data-action="input->page#run" ${run} data-liveview-debounce="150" data-data-n="search">
    <input id="now" name="now" data-action="input->page#run" ${run} data-liveview-debounce="x" data-data-n="now">
    <form id="form" data-action="submit->page#run" ${run} data-liveview-debounce="60000" data-data-n="submit">
      <input name="title" data-action="input->page#run" ${run} data-liveview-debounce="60000" data-data-n="title"><button>x</button></form>
    <input id="outer" name="outer" form="form" data-action="input->page#run" ${run} data-liveview-debounce="60000" data-data-n="outer">
    </main>`)
  const { page, next, calls } = tab
  // In one turn of the page: a busy machine makes no pause between two letters.
  await page.evaluate(() => {
    const field = document.querySelector<HTMLInputElement>('#search')!
    for (const letter of 'search') {
      field.value += letter
      field.dispatchEvent(new Event('input', { bubbles: true }))
    }
  })
  assert.deepEqual((await next()).form, { search: 'search' })
  await page.locator('#now').pressSequentially('ab')
  assert.deepEqual([(await next()).form, (await next()).form], [{ now: 'a' }, { now: 'ab' }])
  await page.locator('#form input').pressSequentially('abc')
  await page.locator('#outer').pressSequentially('o')
  await page.press('#form input', 'Enter')
  const sent = [await next(), await next(), await next()]
  assert.deepEqual(
    sent.map(({ data }) => data['n']),
    ['title', 'outer', 'submit'],
  )
  for (const { form } of sent) assert.deepEqual(form, { title: 'abc', outer: 'o' })
  assert.equal(calls.length, 6)
  assertNoErrors(tab)
})

test('a submit takes what waits with it, nothing comes later; what waits at removed elements is dropped', async () => {
  const tab = await openHandled(`<main data-controller="page">
    <form id="form" data-action="submit->page#run" ${run} data-data-n="submit">
      <input name="title" data-action="input->page#run" ${run} data-liveview-debounce="100" data-data-n="title"><button>x</button></form>
    <input id="gone" name="gone" data-action="input->page#run" ${run} data-liveview-debounce="100" data-data-n="gone">
    <button id="end" data-action="click->page#run" ${run} data-data-n="end">x</button></main>`)
  const { page, next, calls } = tab
  // At once: on a busy machine two keys may be further apart than the debounce.
  await page.$eval('#form', (form: HTMLFormElement) => {
    const field = form.querySelector('input')!
    for (const value of ['a', 'ab']) {
      field.value = value
      field.dispatchEvent(new Event('input', { bubbles: true }))
    }
    form.requestSubmit()
  })
  await page.$eval('#gone', (field: HTMLInputElement) => {
    field.value = 'gone'
    field.dispatchEvent(new Event('input', { bubbles: true }))
    field.remove()
  })
  // Longer than the pauses that would send again.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)))
  await page.click('#end')
  const sent = [await next(), await next(), await next()]
  assert.deepEqual(
    sent.map(({ data }) => data['n']),
    ['title', 'submit', 'end'],
  )
  assert.equal(calls.length, 3)
  assertNoErrors(tab)
})

test('the first element that can have the focus gets it, on load and when it is inserted [A107]', async () => {
  const tab = await openHandled(`<input data-liveview-focus="true" id="outside">
    <main data-controller="page"><input data-liveview-focus="true" hidden><input data-liveview-focus="true" disabled>
    <input data-liveview-focus="false"><input data-liveview-focus="true" id="first">
    <input data-liveview-focus="true" id="second"><div id="box"></div></main>`)
  const { page } = tab
  await page.waitForSelector('#first:focus')
  const input = '<p><input data-liveview-focus="true" id="later"></p>'
  await send(null, { target: '#box', html: input, append: true }, { broadcast: true })
  await page.waitForSelector('#later:focus')
  // A call that changes it in place leaves the focus where the user put it.
  await page.focus('#second')
  await send(
    null,
    [
      { target: '#box', html: input },
      { target: '#box', addClass: 'done' },
    ],
    {
      broadcast: true,
    },
  )
  await page.waitForSelector('#box.done')
  assert.equal(await page.evaluate(() => document.activeElement!.id), 'second')
  assertNoErrors(tab)
})

test('init calls once for each element, also for those that come later [A108]', async () => {
  for (const live of [false, true]) {
    const tab = await openHandled(
      `<main data-controller="page"><i data-liveview-init="take" data-data-n="1"></i><div id="box"></div></main>
      <i data-liveview-init="take" data-data-n="outside"></i>`,
      { live },
    )
    const { page, next, calls } = tab
    assert.equal((await next()).data['n'], '1')
    const inserted = '<p><i id="i" data-liveview-init="take" data-data-n="2"></i></p>'
    await send(null, { target: '#box', html: inserted }, { broadcast: true })
    assert.equal((await next()).data['n'], '2')
    // The same again stays; moved it is the same; a new one is new.
    await send(null, { target: '#box', html: `${inserted}<b></b>` }, { broadcast: true })
    await page.waitForSelector('#box > b', { state: 'attached' })
    await page.evaluate(() =>
      document.querySelector('main')!.prepend(document.getElementById('i')!),
    )
    const next3 = '<i data-liveview-init="take" data-data-n="3"></i>'
    await send(null, { target: '#box', html: next3, after: true }, { broadcast: true })
    assert.equal((await next()).data['n'], '3')
    assert.equal(calls.length, 3)
    assertNoErrors(tab)
  }
})

test('appear each time it comes, disappear each time it leaves, at the distance given [A109, A110, A111]', async () => {
  const watched = (id: string, more = '') =>
    `<p id="${id}" data-liveview-intersect-appear="take" data-liveview-intersect-disappear="take" data-data-n="${id}" ${more}>x</p>`
  const tab = await openHandled(`<main data-controller="page">${watched('top')}
    <div style="height: 4000px"></div>${watched('near', 'data-liveview-intersect-threshold="2000"')}
    ${watched('low')}<div style="height: 4000px"></div><p id="end">x</p></main>`)
  const { page, next, calls } = tab
  const scroll = (y: number): Promise<void> =>
    page.evaluate((top) => scrollTo({ top, behavior: 'instant' }), y)
  // What starts outside has not left.
  assert.equal((await next()).data['n'], 'top')
  await scroll(2200)
  assert.deepEqual([(await next()).data['n'], (await next()).data['n']].sort(), ['near', 'top'])
  await scroll(3800)
  assert.equal((await next()).data['n'], 'low')
  await scroll(2200)
  assert.equal((await next()).data['n'], 'low')
  await scroll(0)
  assert.deepEqual([(await next()).data['n'], (await next()).data['n']].sort(), ['near', 'top'])
  assert.equal(calls.length, 7)
  assertNoErrors(tab)
})

test('endless scrolling by a sentinel that each page replaces [A112, A116]', async () => {
  const total = 25
  liveviewHandler('load_more', async (consumer, { data }) => {
    const page = Number(data['page'])
    const rows = Array.from({ length: total }, (_, i) => i + 1).slice(page * 10, page * 10 + 10)
    const isLast = (page + 1) * 10 >= total
    await send(consumer, [
      {
        target: '#rows',
        html: html`${each(
          rows,
          (n) => n,
          (n) => html`<li style="height: 120px">Row ${n}</li>`,
        )}`,
        append: true,
      },
      isLast
        ? { target: '#sentinel', remove: true }
        : { target: '#sentinel', html: sentinel(page + 1), replace: true },
    ])
  })
  const sentinel = (page: number) => html`
    <p id="sentinel" data-liveview-intersect-appear="load_more" data-liveview-intersect-threshold="100"
      data-data-page=${page}>Loading…</p>`
  const tab = await openHandled(`<main data-controller="page"><ul id="rows"></ul>
    <p id="sentinel" data-liveview-intersect-appear="load_more" data-data-page="0">Loading…</p></main>`)
  const { page } = tab
  const rows = (count: number): Promise<unknown> =>
    page.waitForFunction((n) => document.querySelectorAll('#rows > li').length === n, count)
  await rows(10)
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
  await rows(20)
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
  await rows(25)
  assert.equal(await page.locator('#sentinel').count(), 0)
  const texts = await page.locator('#rows > li').allTextContents()
  assert.deepEqual([texts[0], texts[10], texts[24]], ['Row 1', 'Row 11', 'Row 25'])
  assertNoErrors(tab)
})

test('what is inserted or changed is picked up: actions, keys, sightings [A113, B53]', async () => {
  const tab = await openHandled('<main data-controller="page"><div id="box"></div></main>')
  const { page, next, calls } = tab
  const map = JSON.stringify({ w: 'take', ArrowUp: 'take', ' ': 'take' })
  const markup = `<button id="late" data-action="click->page#run" ${run} data-data-n="late">x</button>
    <div id="keys" tabindex="0" data-liveview-keyboard-map='${map}'><input id="inner"></div>
    <p data-liveview-intersect-appear="take" data-data-n="seen">x</p>`
  await send(null, { target: '#box', html: markup }, { broadcast: true })
  assert.equal((await next()).data['n'], 'seen')
  await page.click('#late')
  assert.equal((await next()).data['n'], 'late')
  await page.focus('#keys')
  for (const [key, told] of [
    ['w', 'w'],
    ['W', 'W'],
    ['ArrowUp', 'ArrowUp'],
    ['Space', ' '],
  ] as const) {
    await page.keyboard.press(key)
    assert.equal((await next()).data['key'], told)
  }
  await page.keyboard.press('q')
  await page.keyboard.press('Control+w').catch(() => undefined)
  // In a field keys are text.
  await page.locator('#inner').pressSequentially('w')
  await page.$eval('#late', (button) => button.setAttribute('data-action', 'dblclick->page#run'))
  await page.click('#late')
  await page.dblclick('#late')
  assert.equal((await next()).data['n'], 'late')
  assert.equal(calls.length, 7)
  await page.$eval('#keys', (element) =>
    element.setAttribute('data-liveview-keyboard-map', '{broken'),
  )
  assertNoErrors(tab)
  await page.focus('#keys')
  await page.keyboard.press('w')
  await takeErrors(tab, /\[E_ACTION\] data-liveview-keyboard-map: expected/)
})

test('in a LiveView an answer changes what the view rendered, until the view changes it [A113, A75]', async () => {
  class View extends LiveView {
    count = 0
    rows = [1, 2, 3]
    @event add() {
      this.count++
      this.rows = [...this.rows, this.rows.length + 1]
    }
    render() {
      return html`<main data-controller="page">
        <div id="box"><p id="count">${this.count}</p></div>
        <ul>${each(
          this.rows,
          (n) => n,
          (n) => html`<li id=${`row-${n}`}>Row ${n}</li>`,
        )}</ul>
        <button id="add" @click=${this.add}>x</button>
        <button id="run" data-action="click->page#run" data-liveview-function="replace">x</button></main>`
    }
  }
  liveviewHandler('replace', (consumer) =>
    send(consumer, [
      { target: '#box', html: '<b>other</b>' },
      { target: '#row-2', remove: true },
      { target: '#row-3', text: 'changed' },
    ]),
  )
  const { url } = await serve((app) => app.live('/', View))
  const tab = await openTab(url)
  const { page } = tab
  await page.waitForSelector('html[data-liveview-ready]')
  await tab.connected()
  await page.click('#run')
  await page.waitForSelector('#box > b')
  await page.click('#add')
  await page.waitForSelector('#count:text-is("1")')
  await page.waitForSelector('#row-4')
  assert.deepEqual(await page.locator('li').allTextContents(), ['Row 1', 'Row 2', 'Row 3', 'Row 4'])
  await page.click('#add')
  await page.waitForSelector('#row-5')
  assertNoErrors(tab)
})
