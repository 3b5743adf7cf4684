/** What browsers open and close by themselves: details, dialogs, popovers. */
import assert from 'node:assert/strict'
import { call, event, html, js, LiveView, pushToView } from 'overwire'
import type { Scenarios } from './visit.ts'

class Overlays extends LiveView {
  tick = 0
  asked = false
  closed = ''
  @event ask({ on }: { on: boolean }) {
    this.asked = on
  }
  @event cancel() {
    this.asked = false
    this.closed += 'cancelled'
  }
  render() {
    return html`
      <h1>${this.tick}</h1>
      <details id="details" class=${`t${this.tick}`}><summary>More</summary><p>${this.tick}</p></details>
      <button id="open" @click=${js().openDialog('#plain')}>Open</button>
      <dialog id="plain" class=${`t${this.tick}`}>
        <p>${this.tick}</p><button id="close" @click=${js().closeDialog('#plain')}>Close</button>
      </dialog>
      <button id="ask" @click=${call(this.ask, { on: true })}>Ask</button>
      <dialog id="asked" live-dialog=${this.asked ? 'open' : 'closed'} @cancel=${this.cancel}>
        <input id="name"><button id="ok" @click=${call(this.ask, { on: false })}>OK</button>
      </dialog>
      <button id="pop" popovertarget="popover">Pop</button>
      <div id="popover" popover class=${`t${this.tick}`}>${this.tick}</div>
      <output>${this.closed}</output>
    `
  }
}

export const overlays: Scenarios = {
  async 'details that somebody opened stay open when they change'(visit) {
    const page = await visit.open(Overlays)
    await page.click('summary')
    await visit.until(() => document.querySelector('details')!.open, true)
    await pushToView(Overlays, { state: { tick: 1 } })
    await visit.shows('details p', '1')
    assert.equal(await page.evaluate(() => document.querySelector('details')!.open), true)
    await page.click('summary')
    await pushToView(Overlays, { state: { tick: 2 } })
    await visit.shows('details p', '2')
    assert.equal(await page.evaluate(() => document.querySelector('details')!.open), false)
  },

  async 'a dialog opens by a command, stays open when it changes, and closes with Escape'(visit) {
    const page = await visit.open(Overlays)
    const isModal = () => document.querySelector('#plain')!.matches(':modal')
    await page.click('#open')
    await visit.until(isModal, true)
    await pushToView(Overlays, { state: { tick: 1 } })
    await visit.shows('#plain p', '1')
    assert.equal(await page.evaluate(isModal), true)
    await page.press('Escape')
    await visit.until(isModal, false)
    await pushToView(Overlays, { state: { tick: 2 } })
    await visit.shows('h1', '2')
    assert.equal(await page.evaluate(isModal), false)
    await page.click('#open')
    await visit.until(isModal, true)
    await page.click('#close')
    await visit.until(isModal, false)
  },

  async 'a dialog of the view’s state opens, tells of Escape, and gives the focus back'(visit) {
    const page = await visit.open(Overlays)
    const isModal = () => document.querySelector('#asked')!.matches(':modal')
    await page.evaluate(() => document.getElementById('ask')!.focus())
    await page.press('Enter')
    await visit.until(isModal, true)
    await visit.until(() => document.activeElement!.id, 'name')
    await page.press('Escape')
    await visit.shows('output', 'cancelled')
    await visit.until(isModal, false)
    await visit.until(() => document.activeElement!.id, 'ask')
  },

  async 'a popover stays open when it changes'(visit) {
    const page = await visit.open(Overlays)
    const isOpen = () => document.querySelector('#popover')!.matches(':popover-open')
    await page.click('#pop')
    await visit.until(isOpen, true)
    await pushToView(Overlays, { state: { tick: 1 } })
    await visit.shows('#popover', '1')
    assert.equal(await page.evaluate(isOpen), true)
  },
}
