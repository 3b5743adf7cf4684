import { LiveView, each, event, html, stream } from 'overwire'
import type { EventContext } from 'overwire'
import { z } from 'zod'

const MOST_ROWS = 12
const noteRule = z.object({ note: z.string().max(2000) })

interface Happening {
  id: number
  text: string
}

export class Unbreakable extends LiveView {
  static durable = true
  /** Another one when the page is mounted anew, and the same in each process that goes on with it. */
  life: string = crypto.randomUUID()
  restorations = 0
  note = ''
  count = 0
  told = 0
  happened = stream<Happening>({ limit: -MOST_ROWS })

  mount() {
    this.tell(`Process ${process.pid} opened this page`)
  }

  /** In place of mount, in the process that goes on with what another one stored. */
  restored() {
    this.restorations++
    this.tell(`Process ${process.pid} goes on with it`)
  }

  tell(text: string) {
    this.happened.insert({ id: ++this.told, text }, { at: 0 })
  }

  @event(noteRule)
  write({ note }: { note: string }) {
    this.note = note
  }

  @event
  add() {
    this.count++
    this.tell(`Clicked: ${this.count}`)
  }

  @event
  kill(_args: object, { id }: EventContext) {
    this.end('SIGKILL', id)
  }

  @event
  stop(_args: object, { id }: EventContext) {
    this.end('SIGTERM', id)
  }

  /**
   * The process may be gone before this event is stored: then it runs again in the next one. The supervisor
   * knows it by its id, and does it once.
   */
  end(signal: string, id: string) {
    this.tell(`${signal} was asked for`)
    process.send?.({ signal, id })
  }

  /** For the page, which compares it with what it knew: see way-back.js. */
  @event
  whereabouts() {
    return { life: this.life, restorations: this.restorations }
  }

  render() {
    return html`
      <form class="unbreakable-note" @input=${this.write} @submit=${this.write}>
        <label for="note">Note, stored as you type</label>
        <textarea
          id="note" name="note" rows="3" maxlength="2000"
          placeholder="Write, kill the server, and go on writing"
        >${this.note}</textarea>
      </form>
      <div class="unbreakable-count">
        <button @click=${this.add}>Count</button>
        <output class="count">${this.count}</output>
      </div>
      <div class="buttons">
        <button class="danger" @click=${this.kill}>Kill the server (SIGKILL)</button>
        <button class="quiet" @click=${this.stop}>Stop it in order (SIGTERM)</button>
      </div>
      <div
        id="way-back" live-hook="WayBack"
        live-value-life=${this.life} live-value-restorations=${this.restorations}
      ><p role="status" live-ignore>This page has not lost its server yet.</p></div>
      <section aria-labelledby="happened">
        <h2 id="happened">What happened</h2>
        <ul class="unbreakable-log">${each(this.happened, ({ text }) => html`<li>${text}</li>`)}</ul>
      </section>
    `
  }
}
