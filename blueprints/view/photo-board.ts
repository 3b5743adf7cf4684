import { event, html, LiveView } from 'overwire'
import { z } from 'zod'

export class PhotoBoard extends LiveView {
  text = ''

  @event(z.object({ text: z.string() }))
  save({ text }: { text: string }) {
    this.text = text.trim()
  }

  override render() {
    return html`
      <main>
        <h1>Photo board</h1>
        <form @submit=${this.save}>
          <label>Text <input name="text" value=${this.text}></label>
          <button>Save</button>
        </form>
        <p role="status">${this.text}</p>
      </main>
    `
  }
}
