import { LiveView, call, event, html } from 'overwire'

export class Counter extends LiveView {
  count = 0

  @event
  increment(by: { step?: number }) {
    this.count += by.step ?? 1
  }

  render() {
    return html`
      <h1>Count: ${this.count}</h1>
      <button @click=${this.increment}>+1</button>
      <button @click=${call(this.increment, { step: 10 })}>+10</button>
    `
  }
}
