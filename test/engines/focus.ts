/** Focus, caret and selection while the page changes around them. */
import assert from 'node:assert/strict'
import { each, event, html, LiveView, pushToView } from 'overwire'
import type { Scenarios } from './visit.ts'

class Rows extends LiveView {
  rows = ['a', 'b', 'c', 'd', 'e']
  title = 'one'
  text = ''
  @event shout({ value }: { value: string }) {
    this.text = value.toUpperCase()
  }
  render() {
    return html`
      <h1>${this.title}</h1>
      <p>${this.title.length > 3 && html`<i>long</i>`}</p>
      <ul>${each(
        this.rows,
        (row) => row,
        (row) => html`<li><input id=${row} value=${`row ${row}`}></li>`,
      )}</ul>
      <textarea id="area"></textarea>
      <output>${this.text}</output>
      <input id="shout" @input=${this.shout} live-debounce="0">
    `
  }
}

/** Which field has the focus, its caret and its selection. */
const caret = () => {
  const field = document.activeElement as HTMLInputElement
  return [field.id, field.value, field.selectionStart, field.selectionEnd]
}

export const focus: Scenarios = {
  async 'the caret stays in the middle while everything around it changes'(visit) {
    const page = await visit.open(Rows)
    await page.click('#area')
    await page.type('hello')
    await page.press('ArrowLeft')
    await page.press('ArrowLeft')
    await pushToView(Rows, { state: { title: 'longer' } })
    await visit.shows('h1', 'longer')
    await page.type('XY')
    assert.deepEqual(await page.evaluate(caret), ['area', 'helXYlo', 5, 5])
  },

  async 'a focused row that moves keeps focus, selection and what was typed'(visit) {
    const page = await visit.open(Rows)
    await page.click('#b')
    await page.press('End')
    await page.type('!')
    await page.evaluate(() => (document.activeElement as HTMLInputElement).setSelectionRange(1, 3))
    for (const rows of [
      ['e', 'd', 'b', 'c', 'a'],
      ['b', 'a'],
      ['x', 'a', 'y', 'b'],
    ]) {
      await pushToView(Rows, { state: { rows, title: rows.join('') } })
      await visit.shows('h1', rows.join(''))
      assert.deepEqual(await page.evaluate(caret), ['b', 'row b!', 1, 3])
    }
    await page.type('Z')
    assert.deepEqual(await page.evaluate(caret), ['b', 'rZ b!', 2, 2])
  },

  async 'typing goes on while each letter is answered'(visit) {
    const page = await visit.open(Rows)
    await page.click('#shout')
    await page.type('abcdefgh')
    await visit.shows('output', 'ABCDEFGH')
    assert.deepEqual(await page.evaluate(caret), ['shout', 'abcdefgh', 8, 8])
  },

  async 'a focused row that is removed leaves the focus to the page'(visit) {
    const page = await visit.open(Rows)
    await page.click('#c')
    await pushToView(Rows, { state: { rows: ['a', 'b'], title: 'two' } })
    await visit.shows('h1', 'two')
    assert.equal(await page.evaluate(() => document.activeElement === document.body), true)
    await page.click('#a')
    await page.press('End')
    await page.type('+')
    assert.deepEqual((await page.evaluate(caret)).slice(0, 2), ['a', 'row a+'])
  },
}
