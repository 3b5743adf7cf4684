/** An app whose visitors log in at their host's page; see examine.test.ts. */
import { createApp, html, LiveView } from 'overwire'

class Members extends LiveView {
  static override loginRequired = true
  render() {
    return html`<p>members</p>`
  }
}

export const app = createApp({
  basePath: '/team',
  user: () => null,
  loginUrl: { url: '/login', external: true },
}).live('/', Members)
