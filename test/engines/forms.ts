/** Forms: what is sent, how often, and what stays in the fields. */
import assert from 'node:assert/strict'
import { event, html, LiveView } from 'overwire'
import { eventually } from '../eventually.ts'
import type { Scenarios } from './visit.ts'

class Order extends LiveView {
  sent: unknown[] = []
  problem = ''
  draft = ''
  agreed = false
  static gate: Promise<void> | undefined
  static begun = 0
  @event async send(fields: Record<string, unknown>) {
    Order.begun++
    await Order.gate
    this.sent = [...this.sent, fields]
    this.draft = ''
  }
  @event check({ name, _target }: { name: string; _target: string }) {
    this.draft = name
    this.problem = name.length < 3 ? `${_target} is short` : ''
  }
  @event agree() {}
  @event note({ value }: { value: string }) {
    this.problem = `${value} is noted`
  }
  render() {
    return html`
      <form id="order" @submit=${this.send} @change=${this.check}>
        <input name="name" id="name" value=${this.draft}>
        <input type="checkbox" name="tags" value="a" checked><input type="checkbox" name="tags" value="b" id="b">
        <select name="many" multiple><option selected>x</option><option selected>y</option></select>
        <input type="file" name="file"><input name="off" value="x" disabled>
        <button name="go" value="first" id="first">First</button>
        <button name="go" value="second" id="second">Second</button>
        <button type="reset" id="reset">Reset</button>
      </form>
      <input name="outside" value="too" form="order">
      <input type="checkbox" id="agree" @change=${this.agree} ?checked=${this.agreed}>
      <input id="alone" value=${this.draft} @change=${this.note}>
      <p role="alert">${this.problem}</p>
      <pre>${JSON.stringify(this.sent)}</pre>
    `
  }
}

const fieldsOf = (go: string, name: string) => ({
  name,
  tags: ['a'],
  many: ['x', 'y'],
  outside: 'too',
  go,
})

export const forms: Scenarios = {
  async 'a form sends what a browser would post, with the button that was pressed'(visit) {
    const page = await visit.open(Order)
    await page.click('#name')
    await page.type('Ann')
    await page.click('#second')
    await visit.until(
      () => (JSON.parse(document.querySelector('pre')!.textContent!) as unknown[]).length,
      1,
    )
    const sent = await page.evaluate(
      () => JSON.parse(document.querySelector('pre')!.textContent!) as unknown,
    )
    assert.deepEqual(sent, [fieldsOf('second', 'Ann')])
  },

  async 'Enter submits with the first button, and the answer clears the field'(visit) {
    const page = await visit.open(Order)
    await page.click('#name')
    await page.type('Bob')
    await page.press('Enter')
    await visit.until(
      () =>
        (JSON.parse(document.querySelector('pre')!.textContent!) as { go: string }[]).map(
          ({ go }) => go,
        ),
      ['first'],
    )
    await visit.until(() => document.querySelector<HTMLInputElement>('#name')!.value, '')
  },

  async 'a double click on the button submits once'(visit) {
    let open = (): void => undefined
    Order.gate = new Promise((resolve) => (open = resolve))
    Order.begun = 0
    const page = await visit.open(Order)
    await page.doubleClick('#first')
    await eventually(() => Order.begun > 0, 'the form is submitted')
    open()
    await visit.until(
      () => (JSON.parse(document.querySelector('pre')!.textContent!) as unknown[]).length,
      1,
    )
    await page.click('#second')
    await visit.until(
      () => (JSON.parse(document.querySelector('pre')!.textContent!) as unknown[]).length,
      2,
    )
    assert.equal(Order.begun, 2)
  },

  async 'Enter sends a change, whose answer leaves the field to the user who types'(visit) {
    const page = await visit.open(Order)
    await page.click('#alone')
    await page.type('Al')
    await page.press('Enter')
    await visit.shows('[role=alert]', 'Al is noted')
    await page.type('ma')
    const value = await page.evaluate(
      () => document.querySelector<HTMLInputElement>('#alone')!.value,
    )
    assert.equal(value, 'Alma')
  },

  async 'what is typed while the answer is on its way stays'(visit) {
    let open = (): void => undefined
    Order.gate = new Promise((resolve) => (open = resolve))
    Order.begun = 0
    const page = await visit.open(Order)
    await page.click('#name')
    await page.type('one')
    await page.press('Enter')
    await eventually(() => Order.begun > 0, 'the form is submitted')
    await page.type(' two')
    open()
    await visit.until(
      () => (JSON.parse(document.querySelector('pre')!.textContent!) as unknown[]).length,
      1,
    )
    assert.equal(
      await page.evaluate(() => document.querySelector<HTMLInputElement>('#name')!.value),
      'one two',
    )
  },

  async 'a field that changed is named to the check, and its error is shown and goes'(visit) {
    const page = await visit.open(Order)
    await page.click('#name')
    await page.type('Al')
    await page.press('Tab')
    await visit.shows('[role=alert]', 'name is short')
    await page.click('#name')
    await page.press('End')
    await page.type('bert')
    await page.press('Tab')
    await visit.shows('[role=alert]', '')
  },

  async 'a box that the view does not accept goes back'(visit) {
    const page = await visit.open(Order)
    await page.click('#agree')
    await visit.until(() => document.querySelector<HTMLInputElement>('#agree')!.checked, false)
    await visit.until(() => document.querySelector('[aria-busy]') === null, true)
  },

  async 'a reset button puts the fields back'(visit) {
    const page = await visit.open(Order)
    await page.click('#b')
    await page.click('#reset')
    await visit.until(() => document.querySelector<HTMLInputElement>('#b')!.checked, false)
  },
}
