import { event, html, LiveView } from 'overwire'

export class Counter extends LiveView {
  count = 0
  @event add({ by }: { by?: number }) {
    this.count += by ?? 1
  }
  render() {
    return html`<h1>${this.count}</h1>
      <button @click=${this.add}>Add</button>`
  }
}
