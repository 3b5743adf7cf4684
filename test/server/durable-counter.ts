/** The durable view of the tests. */
import { event, html, LiveView } from 'overwire'
import type { EventContext, LiveRequest } from 'overwire'

export class Durable extends LiveView {
  static override durable = true
  static mounts = 0
  static runs: string[] = []
  count = 0
  seen: Map<string, Date> = new Map([['a', new Date(0)]])
  _restored = 0

  override mount(): void {
    Durable.mounts++
  }

  override restored(_request: LiveRequest): void {
    this._restored++
  }

  @event
  inc(_by: object, { id }: EventContext) {
    Durable.runs.push(id)
    this.count++
  }

  @event
  fail() {
    this.count = 999_999_999
    throw new Error('on purpose')
  }

  @event
  spoil() {
    Object.assign(this, { broken: () => 1 })
  }

  @event
  grow() {
    Object.assign(this, { big: 'x'.repeat(300_000) })
  }

  override render() {
    return html`<p>${this.count} ${this.seen.get('a')?.getTime()} ${this._restored}</p>`
  }
}
