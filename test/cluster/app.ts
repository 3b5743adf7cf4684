/** The app of the cluster tests: every kind of push, from views, handlers and tasks. */
import { createApp, event, html, LiveView, publish, pushToView, putFlash, to } from 'overwire'
import { liveviewHandler, send } from 'overwire/handlers'
import { presence } from 'overwire/presence'
import {
  everyone,
  SERVER,
  setWebsocketTopics,
  signal,
  trigger,
  USER,
  windowInfo,
} from 'overwire/signals'
import type { App, LiveRequest } from 'overwire'
import { bullmqQueue } from 'overwire/bullmq'
import { redisLayer } from 'overwire/redis'

const url = process.env['OVERWIRE_REDIS']!

export class Board extends LiveView {
  text = ''
  news: string[] = []
  people = 0
  gaps = 0

  override async mount(request: LiveRequest): Promise<void> {
    setWebsocketTopics(request, 'all-boards')
    await this.subscribe('news')
    presence('board').track(this)
  }

  override handleInfo(name: string, data: unknown): void {
    if (name === 'presence') this.people = presence('board').count
    else this.news = [...this.news, String(data)]
  }

  override handleGap(): void {
    this.gaps++
  }

  @event async pushAll({ text }: { text: string }): Promise<void> {
    await everyKind(text, windowInfo(this.request))
  }

  @event leave(): void {
    void app.logOut({ user: (this.request.user as unknown as { id: string }).id })
  }

  render() {
    return html`<p>${this.text}</p><i>${this.news.join(' ')}</i><b>${`${this.people} here`}</b><u>${`${this.gaps} gaps`}</u>`
  }
}

/** Reaches all windows in every way there is; the text says which. */
async function everyKind(text: string, info: ReturnType<typeof windowInfo>): Promise<void> {
  await pushToView(Board, { state: { text: `${text}-push` } })
  await publish('news', 'told', `${text}-publish`)
  await send(null, { target: '#x', text: `${text}-send` }, { to: to.topic('all-boards') })
  await trigger(info, 'page.note', { to: ['all-boards', USER], text: `${text}-trigger` })
  await putFlash(to.user(String(info.user?.['id'])), 'info', `${text}-flash`)
}

liveviewHandler('push_all', (consumer, content) =>
  everyKind(content.data['text']!, windowInfo(consumer.scope)),
)

liveviewHandler('push_by_worker', async (consumer, content) => {
  await trigger(consumer, 'board.push', { to: SERVER, text: content.data['text'] })
})

signal({ path: 'board.push', isAllowedTo: everyone, queue: 'slow' }, (info, { text }) =>
  everyKind(String(text), info!),
)

export const app: App = createApp({
  development: true,
  layer: redisLayer(url),
  queue: bullmqQueue({ connection: url, lockMs: 2000, stalledMs: 1000 }),
  limits: { windowsPerAddress: 1000, mountsPerSecond: Infinity, presenceMs: 300 },
  user: (request) => ({ id: request.query.get('user') ?? 'nobody' }) as never,
  logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
})
app.live('/', Board)
