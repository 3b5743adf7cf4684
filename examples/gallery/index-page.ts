/** The gallery's first page; itself a live page, so its headline can be tried out. */
import { LiveView, each, event, html } from 'overwire'
import { examples } from './examples.ts'
import type { Example } from './examples.ts'
import { sourcePanel } from './source.ts'
import { wireMeter } from './wire-meter.ts'

const byPath = ({ path }: Example) => path

export class IndexPage extends LiveView {
  clicks = 0

  @event
  click() {
    this.clicks++
  }

  render() {
    return html`
      <div class="hero">
        <div>
          <h1>Live pages, written once, on the server.</h1>
          <p>
            A page is a TypeScript class. Its fields are what the user sees, its methods are what
            the user does. Overwire sends each change over one WebSocket, as few bytes as it takes.
          </p>
        </div>
        <div class="proof">
          <p><output>${this.clicks}</output> counted on the server</p>
          <button @click=${this.click}>Click me</button>
          ${wireMeter()}
        </div>
      </div>
      ${each(examples, byPath, (example) => this.card(example))}
    `
  }

  card({ path, title, sentence, sources }: Example) {
    return html`
      <article class="card">
        <div>
          <h2>${title}</h2>
          <p>${sentence}</p>
          <a class="try" href=${this.request.href(path)}>Try the ${title.toLowerCase()}</a>
        </div>
        ${sourcePanel(sources[0]!)}
      </article>
    `
  }
}
