/** Keyed rows and streams: nodes stay the same nodes, wherever they move. */
import assert from 'node:assert/strict'
import { each, event, html, LiveView, pushToView, raw, stream } from 'overwire'
import type { Scenarios } from './visit.ts'

class Table extends LiveView {
  rows = ['a', 'b', 'c', 'd', 'e', 'f']
  mark = '<circle r="1"></circle>'
  render() {
    return html`
      <table><tbody>${each(
        this.rows,
        (row) => row,
        (row) => html`<tr id=${row}><td>${row}</td><td><input></td></tr>`,
      )}</tbody></table>
      <select>${each(
        this.rows,
        (row) => row,
        (row) => html`<option>${row}</option>`,
      )}</select>
      <svg>${raw(this.mark)}${each(
        this.rows,
        (row) => row,
        (row) => html`<linearGradient id=${`g-${row}`}></linearGradient>`,
      )}</svg>
      <h1>${this.rows.join('')}</h1>
    `
  }
}

interface Line {
  id: number
  text: string
}

class Log extends LiveView {
  lines = stream<Line>({ key: 'id', limit: 20 })
  said = ''
  add({ id, at = -1 }: { id: number; at?: number }) {
    this.lines.insert({ id, text: `line ${id}` }, { at })
  }
  remove({ id }: { id: number }) {
    this.lines.delete(id)
  }
  say({ text }: { text: string }) {
    this.streamText('answer', text)
  }
  @event nothing() {}
  render() {
    return html`
      <ul>${each(this.lines, ({ id, text }) => html`<li id=${`l${id}`}>${text} <input></li>`)}</ul>
      <p>${this.texts['answer']}</p>
    `
  }
}

/** Letters in an order that a number decides; the same in all engines. */
function shuffled(letters: string[], seed: number): string[] {
  const rows = [...letters]
  for (let i = rows.length - 1; i > 0; i--) {
    seed = (seed * 1103515245 + 12345) % 2147483648
    const j = seed % (i + 1)
    ;[rows[i], rows[j]] = [rows[j]!, rows[i]!]
  }
  return rows.slice(0, 3 + (seed % letters.length))
}

export const lists: Scenarios = {
  async 'rows that move are the same nodes, with what was typed into them'(visit) {
    const page = await visit.open(Table)
    await page.evaluate(() => {
      for (const row of document.querySelectorAll('tr')) {
        Object.assign(row, { mine: row.id })
        row.querySelector('input')!.value = `in ${row.id}`
      }
    })
    const known = ['a', 'b', 'c', 'd', 'e', 'f']
    for (let seed = 1; seed < 12; seed++) {
      // All six stay in the list, so that each must be the node that it was.
      const rest = shuffled(['u', 'v', 'w', 'x'], seed)
      const rows = shuffled([...known, ...rest], seed * 7)
      for (const row of known) if (!rows.includes(row)) rows.unshift(row)
      await pushToView(Table, { state: { rows } })
      await visit.shows('h1', rows.join(''))
      const shown = await page.evaluate(() =>
        [...document.querySelectorAll('tr')].map((row) => [
          row.id,
          (row as unknown as { mine?: string }).mine ?? '',
          row.querySelector('input')!.value,
        ]),
      )
      const wanted = rows.map((row) =>
        known.includes(row) ? [row, row, `in ${row}`] : [row, '', ''],
      )
      assert.deepEqual(shown, wanted)
    }
  },

  async 'options and SVG that come later are of the right kind, in the right order'(visit) {
    const page = await visit.open(Table)
    const rows = ['f', 'x', 'a', 'y']
    await pushToView(Table, { state: { rows, mark: '<ellipse rx="1"></ellipse>' } })
    await visit.shows('h1', 'fxay')
    const shown = await page.evaluate(() => [
      [...document.querySelectorAll('option')].map(({ value }) => value).join(''),
      [...document.querySelectorAll('svg *')].map((node) => node.tagName).join(' '),
      [...document.querySelectorAll('svg *')].every((node) => node instanceof SVGElement),
    ])
    const tags = 'ellipse linearGradient linearGradient linearGradient linearGradient'
    assert.deepEqual(shown, ['fxay', tags, true])
  },

  async 'rows stream in above and below a row that somebody types into'(visit) {
    const page = await visit.open(Log)
    for (const id of [1, 2, 3]) await pushToView(Log, { handler: 'add', payload: { id } })
    await visit.until(() => document.querySelectorAll('li').length, 3)
    await page.click('#l2 input')
    await page.type('typ')
    for (let id = 4; id < 15; id++) {
      await pushToView(Log, { handler: 'add', payload: { id, at: id % 2 ? 0 : -1 } })
    }
    await pushToView(Log, { handler: 'remove', payload: { id: 1 } })
    await visit.until(() => document.querySelectorAll('li').length, 13)
    await page.type('ed')
    const typed = await page.evaluate(() => {
      const { value, parentElement } = document.activeElement as HTMLInputElement
      return [value, parentElement!.id]
    })
    assert.deepEqual(typed, ['typed', 'l2'])
  },

  async 'text that streams in grows in place'(visit) {
    await visit.open(Log)
    await pushToView(Log, { handler: 'say', payload: { text: 'It ' } })
    await visit.shows('p', 'It')
    for (const text of ['depends', ' & ', '<b>', 'so']) {
      await pushToView(Log, { handler: 'say', payload: { text } })
    }
    await visit.shows('p', 'It depends & <b>so')
  },
}
