/** The view of the sample session in docs/protocol.md. */
import { call, event, html, LiveView } from 'overwire'

export class SampleView extends LiveView {
  count = 0

  @event
  increment({ step = 1 }: { step?: number }) {
    this.count += step
  }

  render() {
    const { count, increment } = this
    const ten = call(increment, { step: 10 })
    return html`<h1>Count: ${count}</h1><a @click=${increment}>+1</a><a @click=${ten}>+10</a>`
  }
}
