import { LiveView, call, each, event, html } from 'overwire'
import type { EventContext, Outcome, TaskContext } from 'overwire'
import { z } from 'zod'
import { addUp, topics } from './sales.ts'
import type { Topic, Total } from './sales.ts'

type State = 'none' | 'working' | 'done' | 'cancelled' | 'failed'

const inEuro = (cents: number) => (cents / 100).toLocaleString('en', { maximumFractionDigits: 0 })

export class Report extends LiveView {
  topic: Topic = 'regions'
  state: State = 'none'
  totals: Total[] = []
  /** Orders counted at the last look; undefined: not asked for yet. */
  checked?: number

  @event(z.object({ topic: z.enum(topics) }))
  build({ topic }: { topic: Topic }) {
    this.begin(topic, (task) => addUp(topic, { delay: 50, ...task }))
  }

  @event
  buildBroken() {
    this.begin('products', async (task) => {
      await addUp('months', { delay: 15, ...task })
      throw new Error('The printer of reports is out of paper.')
    })
  }

  /** A task of this name that still runs is cancelled: the newest report is the one wanted. */
  begin(topic: Topic, work: (task: TaskContext) => Promise<Total[]>) {
    Object.assign(this, { topic, state: 'working', totals: [] })
    this.startAsync(work, { name: 'report' })
  }

  @event
  cancel() {
    if (this.cancelAsync('report')) this.state = 'cancelled'
  }

  handleAsyncResult(name: string, outcome: Outcome) {
    if (name !== 'report') return
    if ('error' in outcome) this.state = 'failed'
    else Object.assign(this, { state: 'done', totals: outcome.result })
  }

  /** A background event is a task as a whole: the button waits, and the page does not. */
  @event({ background: true })
  async check(_args: object, { signal, reportProgress }: EventContext) {
    const work = { delay: 25, signal: signal!, reportProgress: reportProgress! }
    const totals = await addUp('regions', work)
    this.checked = totals.reduce((sum, { orders }) => sum + orders, 0)
  }

  render() {
    const isWorking = this.state === 'working'
    const choice = (topic: Topic) => html`
      <button @click=${call(this.build, { topic })} live-disable-with="Building…">By ${topic}</button>
    `
    return html`
      <div class="buttons" role="group" aria-label="Build a report">
        ${each(topics, String, choice)}
        <button class="quiet" @click=${this.buildBroken} live-loading="trying">One that fails</button>
      </div>
      <section class="report" aria-label="Report" aria-busy=${isWorking}>
        ${isWorking && this.working()}
        <p role="status">${this.sentence()}</p>
        ${this.state === 'done' && this.table()}
      </section>
      <div class="report-check">
        <button class="quiet" @click=${this.check} live-disable-with="Counting…">Count orders</button>
        <progress aria-label="Counting" max="1" value=${this.progress('check') ?? 0}></progress>
        <output>${this.checked !== undefined && `${this.checked.toLocaleString('en')} orders`}</output>
      </div>
      <p class="hint">
        Begin another report while one is building: it takes its place. Counting goes on beside it.
      </p>
    `
  }

  working() {
    const done = this.progress('report') ?? 0
    return html`
      <div class="report-progress">
        <label for="progress">By ${this.topic}</label>
        <output>${Math.round(done * 100)}%</output>
        <progress id="progress" max="1" value=${done}></progress>
        <button class="quiet" @click=${this.cancel}>Cancel</button>
      </div>
    `
  }

  sentence() {
    return {
      none: 'Choose a report. Each takes about two seconds.',
      working: '',
      done: `Revenue by ${this.topic}, the most first.`,
      cancelled: 'Cancelled. Nothing goes on in the background.',
      failed: 'That report failed. The reason is in the server’s log, the page goes on.',
    }[this.state]
  }

  table() {
    const most = Math.max(...this.totals.map(({ revenue }) => revenue))
    return html`
      <table class="totals">
        <thead>
          <tr><th>Name</th><th class="number">Orders</th><th class="number">Revenue</th></tr>
        </thead>
        <tbody>${each(this.totals, 'name', (total) => row(total, most))}</tbody>
      </table>
    `
  }
}

function row({ name, orders, revenue }: Total, most: number) {
  return html`
    <tr>
      <td>${name} <meter aria-hidden="true" max=${most} value=${revenue}></meter></td>
      <td class="number">${orders.toLocaleString('en')}</td>
      <td class="number">€ ${inEuro(revenue)}</td>
    </tr>
  `
}
