import { LiveView, each, event, html, publish } from 'overwire'
import { presence } from 'overwire/presence'
import type { LiveRequest } from 'overwire'
import type { Person } from 'overwire/presence'
import { z } from 'zod'
import { addMessage, latestMessages } from './messages.ts'
import type { Message } from './messages.ts'

const rooms = ['design', 'kitchen', 'rollout']
const names = ['Ada', 'Ben', 'Cleo', 'Dev', 'Eva', 'Finn', 'Gil', 'Hana']
const TYPING_MS = 2000

interface Mood {
  name: string
  typing: boolean
  away: boolean
}

export class Team extends LiveView {
  room = rooms[0]!
  mood: Mood = { name: '', typing: false, away: false }
  people: Person[] = []
  messages: Message[] = []
  #quiet = () => {}

  async mount({ session }: LiveRequest, { room = '' }: { room?: string }) {
    session.name ??= names[Math.floor(Math.random() * names.length)]
    this.mood.name = String(session.name)
    if (rooms.includes(room)) this.room = room
    // First, so that nothing is said unheard while the past is read.
    await this.subscribe(this.topic)
    this.messages = await latestMessages(this.room)
    this.feel({})
  }

  get topic() {
    return `team:${this.room}`
  }

  /** Says how this person is: to everybody in the room, at whichever node they are. */
  feel(change: Partial<Mood>) {
    this.mood = { ...this.mood, ...change }
    presence(this.topic).track(this, { key: this.request.session.id, meta: this.mood })
  }

  @event(z.object({ text: z.string().max(1000) }))
  async say({ text }: { text: string }) {
    this.feel({ typing: false })
    const { room, mood, topic } = this
    if (text.trim() === '') return
    await publish(topic, 'said', await addMessage({ room, name: mood.name, text: text.trim() }))
  }

  @event type() {
    this.#quiet()
    this.#quiet = this.sendAfter(TYPING_MS, 'quiet')
    if (!this.mood.typing) this.feel({ typing: true })
  }

  @event away() {
    this.feel({ away: true })
  }

  @event back() {
    this.feel({ away: false })
  }

  handleInfo(name: string, data: unknown) {
    if (name === 'quiet') this.feel({ typing: false })
    if (name === 'said') this.messages = [...this.messages, data as Message].slice(-50)
    this.people = presence(this.topic).list()
  }

  /** Messages between nodes may have been lost for a while: the database has them. */
  async handleGap() {
    this.messages = await latestMessages(this.room)
  }

  render() {
    return html`
      <div class="team" @window-blur=${this.away} @window-focus=${this.back}>
        <nav class="team-rooms" aria-label="Rooms">
          ${each(rooms, String, (room) => {
            const here = room === this.room ? 'page' : null
            return html`<a href=${this.request.href(`/team/${room}`)} aria-current=${here} live-navigate>${room}</a>`
          })}
        </nav>
        <ul class="team-people" aria-label="Who is here">
          ${each(this.people, 'key', (person) => this.person(person))}
        </ul>
        <div class="team-messages" tabindex="0" role="log" aria-label="Messages" live-sticky-scroll>
          ${each(this.messages, 'id', ({ name, text }) => {
            return html`<div><b>${name}</b><p>${text}</p></div>`
          })}
        </div>
        <form class="team-say" @submit=${this.say} @input=${this.type} live-throttle="input:1000">
          <label class="visually-hidden" for="team-text">Message as ${this.mood.name}</label>
          <input
            id="team-text" name="text" value=${''} autocomplete="off"
            placeholder=${`Say something as ${this.mood.name}`}
          />
          <button>Send</button>
        </form>
        <p class="hint">
          Served by <b class="team-node">${process.env['NODE_NAME'] ?? `process ${process.pid}`}</b>.
          With <code>npm run start:cluster</code> there are two, and it makes no difference.
        </p>
      </div>
    `
  }

  person({ key, meta, windows }: Person) {
    const { name, typing, away } = meta as Mood
    const does = typing ? 'types…' : away ? 'is away' : 'is here'
    const isMe = key === this.request.session.id
    return html`
      <li class=${away && 'away'}>
        <b>${name}</b>${isMe && ' (you)'} <span>${does}${windows > 1 && `, ${windows} tabs`}</span>
      </li>
    `
  }
}
