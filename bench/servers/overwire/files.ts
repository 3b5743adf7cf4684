/** S11 for Overwire: a file of any kind, whose hash the page shows once it was taken. */
import { LiveView, event, html } from 'overwire'

export class Files extends LiveView {
  docs = this.allowUpload('docs', { maxFileSize: 1e9 })
  taken = ''
  count = 0

  @event
  async keep() {
    const [sum] = await this.consumeUploads('docs', (file) => file.sha256)
    // The same file comes again and again: its number makes each answer another one.
    if (sum) this.taken = `${++this.count} ${sum}`
  }

  render() {
    return html`<p>${this.docs.entries.map(({ state }) => state).join()}</p><b>${this.taken}</b>`
  }
}
