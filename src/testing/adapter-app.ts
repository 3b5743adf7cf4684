/** The app that adapters are held against. */
import { LiveView } from '../live/view/live-view.ts'
import { event } from '../live/view/event.ts'
import type { Block } from '../template/html.ts'
import { html } from '../template/html.ts'
import { App } from '../server/app.ts'
import { silent } from './silent-logger.ts'

/** Counts, and remembers a name in the session. */
export class SuitePage extends LiveView {
  static closed = 0
  count = 0
  @event add({ by = 1 }: { by?: number }): number {
    this.count += by
    return this.count
  }
  @event fail(): never {
    throw new Error('a secret of the server')
  }
  @event remember({ name }: { name: string }): void {
    this.request.session['name'] = name
  }
  disconnect(): void {
    SuitePage.closed++
  }
  override render(): Block {
    const name = String(this.request.session['name'] ?? 'anonymous')
    return html`<h1>${this.count}</h1><p>${name}</p><button @click=${this.add}>Add</button>`
  }
}

class Broken extends LiveView {
  override mount() {
    throw new Error('a secret of the server')
  }
  override render() {
    return html`<p>never</p>`
  }
}

class Links extends LiveView {
  override render() {
    const { request } = this
    return html`<i>${request.url}</i><a href=${request.href('/broken')}>Broken</a>`
  }
}

class Away extends LiveView {
  mount() {
    this.liveRedirect('/links')
  }
  override render() {
    return html`<p>never</p>`
  }
}

/** @param basePath where it is told that it stands. */
export function makeApp(basePath: string | undefined): App {
  return new App({
    ...(basePath !== undefined && { basePath }),
    logger: silent,
    development: false,
    secret: 'the secret of this suite',
  })
    .live('/', SuitePage)
    .live('/broken', Broken)
    .live('/links', Links)
    .live('/away', Away)
    .get('/asked', ({ url }, live) => Response.json([url, live.url, live.href('/links')]))
    .post('/echo', async (request) => Response.json(await request.json()))
}
