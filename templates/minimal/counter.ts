import { event, html, LiveView } from 'overwire'
import { z } from 'zod'

export class Counter extends LiveView {
  count = 0
  name = ''

  @event increment() {
    this.count++
  }

  @event(z.object({ name: z.string() }))
  greet({ name }: { name: string }) {
    this.name = name.trim()
  }

  override render() {
    return html`
      <main>
        <h1>Count: ${this.count}</h1>
        <button @click=${this.increment}>Count</button>
        <form @submit=${this.greet}>
          <label>Your name <input name="name"></label>
          <button>Greet</button>
        </form>
        <p>${this.name && `Hello, ${this.name}!`}</p>
      </main>
    `
  }
}
