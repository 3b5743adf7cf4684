import { LiveView, each, event, html, publish, stream } from 'overwire'
import type { LiveRequest } from 'overwire'
import { z } from 'zod'
import { addMessage, messagesBefore } from './messages.ts'
import type { Message } from './messages.ts'

const PAGE = 30
const MOST = 500
const rooms = ['lobby', 'kitchen', 'garden']
const names = ['Ash', 'Birch', 'Cedar', 'Elm', 'Hazel', 'Larch', 'Maple', 'Rowan']

export class Chat extends LiveView {
  /** The page has the messages; the server keeps their ids. */
  messages = stream<Message>({ limit: MOST })
  room = ''
  name = ''
  oldest = Infinity
  hasOlder = true

  async mount({ session }: LiveRequest, { room = rooms[0]! }: { room?: string }) {
    session.name ??= names[Math.floor(Math.random() * names.length)]
    this.name = String(session.name)
    this.room = rooms.includes(room) ? room : rooms[0]!
    // First, so that nothing is said unheard while the past is read.
    await this.subscribe(`chat:${this.room}`)
    this.messages.reset(await this.before(Number.MAX_SAFE_INTEGER))
  }

  async before(id: number) {
    const found = await messagesBefore(this.room, id, PAGE)
    this.hasOlder = found.length === PAGE
    this.oldest = found[0]?.id ?? 0
    return found
  }

  @event
  async older() {
    if (!this.hasOlder) return
    const found = await this.before(this.oldest)
    this.messages.insertAll(found.toReversed(), { at: 0, limit: -MOST })
  }

  @event(z.object({ text: z.string().max(2000) }))
  async say({ text }: { text: string }) {
    if (text.trim() === '') return
    const { room, name } = this
    const message = await addMessage({ room, name, text: text.trim(), at: Date.now() })
    await publish(`chat:${room}`, 'said', message)
  }

  handleInfo(_event: string, message: unknown) {
    this.messages.insert(message as Message)
  }

  render() {
    const tab = (room: string) => html`
      <a href=${this.request.href(`/chat/${room}`)} class=${room === this.room && 'here'} live-navigate>${room}</a>
    `
    return html`
      <div class="rooms" role="navigation" aria-label="Rooms">${each(rooms, String, tab)}</div>
      <div class="messages" tabindex="0" role="log" aria-label="Messages" live-sticky-scroll>
        ${this.hasOlder && html`<button class="older" @click=${this.older}>Older messages</button>`}
        <ol>${each(this.messages, (message) => this.message(message))}</ol>
      </div>
      <form class="say" @submit=${this.say}>
        <label class="visually-hidden" for="text">Message as ${this.name}</label>
        <input id="text" name="text" value=${''} autocomplete="off" placeholder=${`Say something as ${this.name}`} />
        <button>Send</button>
      </form>
    `
  }

  message({ name, text, at }: Message) {
    const time = new Date(at).toISOString()
    return html`
      <li>
        <b>${name}</b> <time datetime=${time}>${time.slice(11, 16)}</time>
        <p>${text}</p>
      </li>
    `
  }
}
