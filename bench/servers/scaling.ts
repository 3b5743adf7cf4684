/** Serves one page whose work grows with a size: `node scaling.ts slots 10000`. See run-scaling.ts. */
import {
  call,
  component,
  createApp,
  each,
  event,
  form,
  html,
  LiveComponent,
  LiveView,
} from 'overwire'
import { memoryStore, publish } from 'overwire'
import { listen } from 'overwire/node'
import { z } from 'zod'
import type { ScalingCase } from '../run-scaling.ts'

const [what = 'slots', given = '1000'] = process.argv.slice(2)
const size = Number(given)
/** Slots of one row. */
const CELLS = 10

class Slots extends LiveView {
  rows = Array.from({ length: size / CELLS }, (_, id) => ({
    id,
    cells: Array.from({ length: CELLS }, (_, i) => id + i),
  }))

  @event
  step({ i }: { i: number }) {
    this.rows[i % this.rows.length]!.cells[i % CELLS] = i
  }

  render() {
    return html`<table>${each(
      this.rows,
      ({ id }) => id,
      ({ cells: v }) => html`
        <tr>
          <td>${v[0]}</td><td>${v[1]}</td><td>${v[2]}</td><td>${v[3]}</td><td>${v[4]}</td>
          <td>${v[5]}</td><td>${v[6]}</td><td>${v[7]}</td><td>${v[8]}</td><td>${v[9]}</td>
        </tr>
      `,
    )}</table>`
  }
}

class Count extends LiveComponent<{ id: number; value: number }> {
  @event
  add() {}

  render() {
    return html`<button @click=${this.add}>${this.props.value}</button>`
  }
}

class Components extends LiveView {
  values = Array.from({ length: size }, (_, id) => id)

  @event
  step({ i }: { i: number }) {
    this.values = this.values.with(i % size, i)
  }

  render() {
    return html`<div>${each(
      this.values,
      (_, id) => id,
      (value, id) => component(Count, { id, value }),
    )}</div>`
  }
}

const names = Array.from({ length: size }, (_, i) => `field${i}`)
const schema = z.object(Object.fromEntries(names.map((name) => [name, z.string().max(20)])))

class Fields extends LiveView {
  form = form(schema, Object.fromEntries(names.map((name) => [name, ''])))

  @event
  step({ i }: { i: number }) {
    const fields = Object.fromEntries(names.map((name) => [name, 'text']))
    this.form = this.form.change({ ...fields, [names[i % size]!]: String(i) })
  }

  render() {
    const all = names.map((name) => this.form.field(name))
    return html`<form @change=${call(this.step, { i: 0 })}>${each(
      all,
      ({ name }) => name,
      ({ name, value, errors }) => html`<input name=${name} value=${value}><p>${errors[0]}</p>`,
    )}</form>`
  }
}

class Topics extends LiveView {
  heard = 0

  async mount() {
    for (let i = 0; i < size; i++) await this.subscribe(`topic ${i}`)
  }

  override handleInfo() {
    this.heard++
  }

  @event
  async step({ i }: { i: number }) {
    await publish(`topic ${i % size}`, 'news')
  }

  render() {
    return html`<p>${this.heard}</p>`
  }
}

/** Durable: all of its state is written after each event. */
class State extends LiveView {
  static override durable = true
  count = 0
  items = Array.from({ length: size / 100 }, (_, id) => ({ id, text: 'x'.repeat(80) }))

  @event
  step({ i }: { i: number }) {
    this.items[i % this.items.length]!.text = String(i).padEnd(80, 'y')
    this.count = i
  }

  render() {
    return html`<p>${this.count}</p>`
  }
}

const views: Record<ScalingCase, new () => LiveView> = {
  slots: Slots,
  components: Components,
  fields: Fields,
  topics: Topics,
  state: State,
}

const unlimited = { eventsPerSecond: Infinity, eventBurst: 1_000_000, stateBytes: 8_000_000 }
const app = createApp({ store: memoryStore(), limits: unlimited })
app.live('/', views[what as ScalingCase] as never)
const { url } = await listen(app, { port: 0 })
process.on('disconnect', () => process.exit())
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send!(user + system)
})
process.send!(url)
