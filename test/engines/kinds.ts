/** Typing into every kind of field: what is typed arrives, whole and in order. */
import assert from 'node:assert/strict'
import { each, event, html, LiveView } from 'overwire'
import type { Scenarios, Visit } from './visit.ts'

class Fields extends LiveView {
  got: Record<string, unknown> = {}
  @event take(fields: Record<string, unknown>) {
    this.got = fields
  }
  render() {
    const { got } = this
    const text = (type: string) =>
      html`<input type=${type} name=${type} id=${type} value=${got[type]}>`
    return html`
      <form @input=${this.take} @change=${this.take}>
        ${each(['text', 'search', 'email', 'url', 'tel', 'password', 'number'], (type) => type, text)}
        <textarea name="area" id="area">${got['area']}</textarea>
        <input type="date" name="date" id="date" value=${got['date']}>
        <input type="range" name="range" id="range" min="0" max="100" value=${got['range'] ?? 50}>
        <input type="checkbox" name="box" id="box" value="yes" ?checked=${got['box'] === 'yes'}>
        <input type="radio" name="size" id="s" value="s" ?checked=${got['size'] === 's'}>
        <input type="radio" name="size" id="m" value="m" ?checked=${got['size'] === 'm'}>
        <select name="one" id="one" .value=${got['one'] ?? 'c'}>
          <option value="a">A</option><option value="b">B</option><option value="c">C</option>
        </select>
      </form>
      <pre>${JSON.stringify(got)}</pre>
    `
  }
}

/** Waits until the server has this value of a field. */
function got(visit: Visit, name: string, value: unknown): Promise<void> {
  return visit.until(
    (of: string) =>
      (JSON.parse(document.querySelector('pre')!.textContent!) as Record<string, unknown>)[of],
    value,
    visit.page,
    name,
  )
}

const valueOf = (visit: Visit, id: string): Promise<string> =>
  visit.page.evaluate((of) => document.querySelector<HTMLInputElement>(of)!.value, `#${id}`)

const typed: Record<string, string> = {
  text: 'Zoë & <b>Ünal</b> "x"',
  search: 'two words',
  email: 'ann@example.org',
  url: 'https://example.org/?a=b&c=d#e',
  tel: '+49 (30) 123',
  password: 's3cret! ',
  number: '-125',
}

export const kinds: Scenarios = {}

for (const [type, text] of Object.entries(typed)) {
  kinds[`what is typed into a field of type ${type} arrives as it is`] = async (visit) => {
    const page = await visit.open(Fields)
    await page.click(`#${type}`)
    await page.type(text)
    await got(visit, type, text)
    assert.equal(await valueOf(visit, type), text)
    // Written again by the server's answer, it can still be changed at its end.
    await page.press('Backspace')
    await got(visit, type, text.slice(0, -1))
  }
}

Object.assign(kinds, {
  async 'lines of a textarea arrive as lines'(visit) {
    const page = await visit.open(Fields)
    await page.click('#area')
    await page.type('one')
    await page.press('Enter')
    await page.type('two')
    await got(visit, 'area', 'one\ntwo')
    assert.equal(await valueOf(visit, 'area'), 'one\ntwo')
  },

  async 'a range follows the arrow keys'(visit) {
    const page = await visit.open(Fields)
    await page.evaluate(() => document.getElementById('range')!.focus())
    for (let i = 0; i < 3; i++) await page.press('ArrowRight')
    await got(visit, 'range', '53')
    assert.equal(await valueOf(visit, 'range'), '53')
  },

  async 'a checkbox and radio buttons send what is checked'(visit) {
    const page = await visit.open(Fields)
    await page.click('#box')
    await got(visit, 'box', 'yes')
    await page.click('#box')
    await got(visit, 'box', undefined)
    await page.click('#s')
    await got(visit, 'size', 's')
    await page.press('ArrowRight')
    await got(visit, 'size', 'm')
  },

  async 'a select shows its value on the first page, and sends what is chosen'(visit) {
    const page = await visit.open(Fields)
    assert.equal(await valueOf(visit, 'one'), 'c')
    await page.choose('#one', 'b')
    await got(visit, 'one', 'b')
    assert.equal(await valueOf(visit, 'one'), 'b')
  },

  async 'a date that is set arrives, and is shown'(visit) {
    const page = await visit.open(Fields)
    // Each engine asks for dates in its own way; what a date picker does is the same in all.
    await page.evaluate(() => {
      const field = document.querySelector<HTMLInputElement>('#date')!
      field.focus()
      field.value = '2026-07-31'
      field.dispatchEvent(new Event('input', { bubbles: true }))
      field.dispatchEvent(new Event('change', { bubbles: true }))
    })
    await got(visit, 'date', '2026-07-31')
    assert.equal(await valueOf(visit, 'date'), '2026-07-31')
  },
} satisfies Scenarios)
