/** An app below a path; see examine.test.ts. */
import { createApp, html, LiveView } from 'overwire'

class Members extends LiveView {
  static override loginRequired = true
  render() {
    return html`<p>members</p>`
  }
}

export const app = createApp({ basePath: '/x/y', user: () => null })
  .live('/', Members)
  .get('/login', () => new Response())
