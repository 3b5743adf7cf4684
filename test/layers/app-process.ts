/** One of several processes of an app, for processes.test.ts: `app-process.ts redis|nats|none URL`. */
import { createApp, event, html, LiveView, publish, pushToView } from 'overwire'
import type { AppOptions, LiveRequest } from 'overwire'
import { natsLayer } from 'overwire/nats'
import { listen } from 'overwire/node'
import { redisLayer } from 'overwire/redis'
import { endWithParent } from '../end-with-parent.ts'

class Board extends LiveView {
  text = ''
  news: string[] = []
  gaps = 0

  override async mount(request: LiveRequest): Promise<void> {
    request.session['user'] = 'somebody'
    await this.subscribe('news')
  }

  override handleInfo(name: string, data: unknown): void {
    this.news = [...this.news, `${name} ${String(data)}`]
  }

  override handleGap(): void {
    this.gaps++
  }

  @event async tell({ text }: { text: string }): Promise<void> {
    await pushToView(Board, { state: { text: `pushed ${text}` } })
    await publish('news', 'told', text)
  }

  @event async tellMany(): Promise<void> {
    await Promise.all(Array.from({ length: 200 }, (_, i) => publish('news', 'n', i)))
  }

  @event leave(_args: object, { request }: { request: LiveRequest }): void {
    void app.logOut({ session: request.session.id })
  }

  render() {
    return html`<p>${this.text}</p><i>${this.news.join(',')}</i><b>${`gaps ${this.gaps}`}</b>`
  }
}

const [kind, url = ''] = process.argv.slice(2)
const options: AppOptions = { development: true }
if (kind === 'redis') options.layer = redisLayer(url)
if (kind === 'nats') options.layer = natsLayer(url)

const app = createApp(options).live('/', Board)
endWithParent()
listen(app, { port: 0 }).then(
  (served) => process.send!({ url: served.url }),
  (error: { code?: string; message: string }) =>
    process.send!({ code: error.code, message: error.message }),
)
