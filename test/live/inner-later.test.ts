/** What stands inside a view comes later as it does in the first HTML. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { component, each, event, html, LiveComponent, LiveView, liveView, stream } from 'overwire'
import { eventually } from '../eventually.ts'
import { RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'

class Leaf extends LiveComponent<{ id: string; text?: string }> {
  n = 0
  @event up(): void {
    this.n++
  }
  override render() {
    return html`<i>leaf ${this.props.id} ${this.props.text ?? ''} ${this.n}</i>`
  }
}

class Middle extends LiveComponent<{ id: string; leaf: string; text?: string }> {
  override render() {
    const { leaf, text = '' } = this.props
    return html`<section>middle ${component(Leaf, { id: leaf, text })}</section>`
  }
}

class Part extends LiveView {
  override render() {
    return html`<b>part</b>`
  }
}

class Log extends LiveView {
  rows = stream<{ id: string }>()
  override mount(): void {
    this.rows.reset([{ id: 'one' }])
  }
  override render() {
    return html`<main>
      ${each(this.rows, ({ id }) => html`<p>${id}</p>`)}
      ${component(Leaf, { id: 'a' })}
      ${liveView(Part, { id: 'p' })}
    </main>`
  }
}

class Nest extends LiveView {
  shown = false
  leaf = 'x'
  text = 'first'
  @event show(): void {
    this.shown = true
  }
  @event change(): void {
    this.text = 'second'
  }
  @event swap(): void {
    this.leaf = 'y'
  }
  override render() {
    const { leaf, text } = this
    return html`<main>${this.shown ? component(Middle, { id: 'm', leaf, text }) : null}</main>`
  }
}

/** The texts that a window got after its first frames. */
const said = (window: RawWindow): string => JSON.stringify(window.frames)

test('a component inside a component that comes later is there, with new props and with a new id', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Nest))
  const window = await RawWindow.join(url, '/')
  window.send([1, 1, 0, 'show'])
  await window.answer(1)
  await window.until(() => /"x","first",0/.test(said(window)))
  window.send([1, 2, 0, 'change'])
  await window.answer(2)
  await window.until(() => /"second"/.test(said(window)))
  window.send([1, 3, 0, 'swap'])
  await window.answer(3)
  await window.until(() => /"y","second",0/.test(said(window)))
})

class Gate extends LiveComponent<{ id: string }> {
  static pressed = 0
  @event press(): void {
    Gate.pressed++
  }
  override render() {
    return html`<button @click=${this.press}>press</button>`
  }
}

let openGate: (() => void) | undefined
class Gates extends LiveView {
  shown = true
  @event async hide() {
    await new Promise<void>((resolve) => (openGate = resolve))
    this.shown = false
  }
  override render() {
    return html`<main>${this.shown && component(Gate, { id: 'g' })}</main>`
  }
}

test('events to a component that has just gone are answered quietly, whether they waited or not', async (t) => {
  const debugged: string[] = []
  const logger = {
    info: () => undefined,
    warn: (_: object, sentence: string) => assert.fail(sentence),
    error: (_: object, sentence: string) => assert.fail(sentence),
    debug: (_: object, sentence: string) => void debugged.push(sentence),
  }
  const { url } = await serve(t, (app) => app.live('/', Gates), { logger })
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'hide'])
  await eventually(() => openGate !== undefined, 'the event runs')
  // This one waits for its turn, and its component is gone when that comes.
  window.send([1, 2, 0, 'press', null, 1])
  window.send([3])
  await window.until(() => window.frames.some(([op]) => op === 6))
  openGate!()
  assert.deepEqual((await window.answer(2))[0], 1)
  // Neither HELLO nor PONG is counted.
  window.send([1, 3, window.frames.length - 2, 'press', null, 1])
  assert.deepEqual(await window.answer(3), [1, 3])
  assert.equal(Gate.pressed, 0)
  assert.equal(debugged.length, 2)
  assert.match(debugged.join(), /component that has left.*has left/)
})

test('a view with a stream has components and views beside it', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Log))
  const response = await fetch(url)
  assert.equal(response.status, 200)
  const page = (await response.text()).replaceAll('<!>', '')
  assert.match(page, /<p>one<\/p>.*leaf a.*<b>part<\/b>/s)
})
