import { LiveView, call, event, html } from 'overwire'

export class Counter extends LiveView {
  count = 0

  @event
  increment(by: { step?: number }) {
    this.count += by.step ?? 1
  }

  @event
  press(pressed: { key: string }) {
    this.count += pressed.key === 'ArrowUp' ? 1 : -1
  }

  @event
  reset() {
    this.count = 0
  }

  render() {
    return html`
      <output class="count">Count: ${this.count}</output>
      <div class="buttons" @keydown=${this.press} live-key="ArrowUp ArrowDown" live-prevent>
        <button @click=${this.increment}>+1</button>
        <button @click=${call(this.increment, { step: 10 })}>+10</button>
        <button class="quiet" @click=${this.reset}>Reset</button>
      </div>
      <p class="hint">With a button focused, <kbd>↑</kbd> and <kbd>↓</kbd> count too.</p>
    `
  }
}
