/** Whose value is it: fields while somebody types and the server writes. */
import assert from 'node:assert/strict'
import { event, html, LiveView, pushToView } from 'overwire'
import type { Scenarios } from './visit.ts'

class Writes extends LiveView {
  text = ''
  number: unknown = 5
  date = '2026-01-01'
  late = false
  tick = 0
  keys: string[] = []
  @event take({ value }: { value: string }) {
    this.keys = [...this.keys, value]
  }
  render() {
    return html`
      <h1>${this.tick}</h1>
      <input id="text" value=${this.text}>
      <input id="number" type="number" value=${this.number}>
      <input id="date" type="date" value=${this.date}>
      <input id="left" @input=${this.take} live-debounce="blur">
      <input id="entered" @keydown=${this.take} live-key="Enter">
      <input id="each" @input=${this.take} live-debounce="0">
      ${this.late && html`<input id="late" type="range" value=${500} min=${0} max=${1000}>`}
      <pre>${this.keys.join(',')}</pre>
    `
  }
}

class Model extends LiveView {
  static model = ['tags', 'news', 'age']
  tags: string[] = ['a']
  news = false
  age: number | null = 7
  render() {
    const { tags, news, age } = this
    const box = (tag: string) => html`
      <input type="checkbox" id=${tag} value=${tag} live-model="tags" ?checked=${tags.includes(tag)}>
    `
    return html`
      ${box('a')} ${box('b')} ${box('c')}
      <input type="checkbox" id="news" live-model="news" ?checked=${news}>
      <input type="number" id="age" live-model="age" value=${age}>
      <pre>${JSON.stringify({ tags, news, age })}</pre>
    `
  }
}

export const fields: Scenarios = {
  async 'what is being typed outlives a push of another value'(visit) {
    const page = await visit.open(Writes)
    await page.click('#text')
    await page.type('mine')
    await pushToView(Writes, { state: { text: 'theirs', tick: 1 } })
    await visit.shows('h1', '1')
    await page.type('!')
    const value = await page.evaluate(
      () => document.querySelector<HTMLInputElement>('#text')!.value,
    )
    assert.equal(value, 'mine!')
  },

  async 'a number that is half typed is not erased by a push'(visit) {
    const page = await visit.open(Writes)
    await page.click('#number')
    await page.press('End')
    await page.press('Backspace')
    await page.type('-')
    await pushToView(Writes, { state: { number: 6, tick: 1 } })
    await visit.shows('h1', '1')
    await page.type('7')
    const value = await page.evaluate(
      () => document.querySelector<HTMLInputElement>('#number')!.value,
    )
    assert.equal(value, '-7')
  },

  async 'a date that is half typed is not erased by a push'(visit) {
    const page = await visit.open(Writes)
    await pushToView(Writes, { state: { date: '' } })
    await page.evaluate(() => document.getElementById('date')!.focus())
    await page.type('07')
    await pushToView(Writes, { state: { date: '2025-05-05', tick: 1 } })
    await visit.shows('h1', '1')
    // In WebKit the arrow keys lead from part to part, elsewhere the last digit does.
    const parts = visit.engine.name === 'WebKit' ? ['', '31', '2026'] : ['31', '2026']
    for (const [i, part] of parts.entries()) {
      if (i > 0 && visit.engine.name === 'WebKit') await page.press('ArrowRight')
      if (part) await page.type(part)
    }
    const value = await page.evaluate(
      () => document.querySelector<HTMLInputElement>('#date')!.value,
    )
    assert.equal(value, '2026-07-31')
  },

  async 'a range that comes later has its value within its own limits'(visit) {
    const page = await visit.open(Writes)
    await pushToView(Writes, { state: { late: true, tick: 1 } })
    await visit.shows('h1', '1')
    const value = await page.evaluate(
      () => document.querySelector<HTMLInputElement>('#late')!.value,
    )
    assert.equal(value, '500')
  },

  async 'a field that waits until it is left sends when Tab leaves it'(visit) {
    const page = await visit.open(Writes)
    await page.click('#left')
    await page.type('abc')
    assert.equal(await page.evaluate(() => document.querySelector('pre')!.textContent), '')
    await page.press('Tab')
    await visit.shows('pre', 'abc')
  },

  async 'a key filter lets its key through alone'(visit) {
    const page = await visit.open(Writes)
    await page.click('#entered')
    await page.type('xy')
    await page.press('Enter')
    await visit.shows('pre', 'xy')
  },

  async 'without a pause each letter is an event, in order'(visit) {
    const page = await visit.open(Writes)
    await page.click('#each')
    await page.type('abcd')
    await visit.shows('pre', 'a,ab,abc,abcd')
  },

  async 'live-model binds a group of checkboxes, a box and a number'(visit) {
    const page = await visit.open(Model)
    await page.click('#c')
    await page.click('#a')
    await page.click('#news')
    await page.click('#age')
    await page.press('End')
    await page.type('0')
    await visit.shows('pre', '{"tags":["c"],"news":true,"age":70}')
    await page.press('Backspace')
    await page.press('Backspace')
    await visit.shows('pre', '{"tags":["c"],"news":true,"age":null}')
  },
}
