/** The view of the server tests. */
import { z } from 'zod'
import { event, html, LiveView } from 'overwire'
import type { EventContext } from 'overwire'

export class Counter extends LiveView {
  static mounts = 0
  static gone = 0
  count = 0
  ids: string[] = []
  broken = false
  note = ''

  mount() {
    Counter.mounts++
  }

  disconnect() {
    Counter.gone++
  }

  @event
  inc(_by: object, { id }: EventContext) {
    this.count++
    this.ids = [...this.ids, id]
  }

  @event
  nothing() {}

  @event(z.object({ amount: z.number().int().max(100), why: z.string().optional() }))
  add({ amount }: { amount: number; why?: string | undefined }) {
    this.count += amount
  }

  @event
  fail() {
    this.count = 999
    throw new Error('secret detail')
  }

  @event
  async failLater() {
    this.count = 999
    await Promise.resolve()
    throw new Error('secret detail')
  }

  @event
  breakRender() {
    this.broken = true
  }

  @event
  async slow() {
    await new Promise((resolve) => setImmediate(resolve))
    this.note += 's'
  }

  @event
  quick() {
    this.note += 'q'
  }

  hidden() {
    this.count = 666
  }

  render() {
    if (this.broken) throw new Error('render failed')
    return html`<p>${this.count}</p><i>${this.note}</i>`
  }
}
