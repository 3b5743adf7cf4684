/** An app with things to find; see examine.test.ts. */
import { createApp, event, html, LiveView } from 'overwire'

class Shop extends LiveView {
  static override permissionRequired = ['shop.edit']
  override checkPermissions() {
    return true
  }
  @event add({ id }: { id: number }) {
    return id
  }
  @event clear() {}
  render() {
    return html`<p>shop</p>`
  }
}

declare const db: { $count(id: number): Promise<number> }

class Home extends LiveView {
  async load(ids: number[]) {
    for (const id of ids) await db.$count(id)
  }
  render() {
    return html`<p>home</p>`
  }
}

export const app = createApp({ allowScript: true })
  .live('/shop/:id', Shop)
  .live('/', Home)
  .http('POST /login', function login() {
    return new Response()
  })
