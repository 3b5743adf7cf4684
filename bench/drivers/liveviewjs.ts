/**
 * Driver of servers/liveviewjs.ts. Its frames are Phoenix' JSON arrays:
 * `[joinRef, ref, topic, event, payload]`, answered by
 * `[joinRef, ref, topic, "phx_reply", {"status":"ok","response":{"diff":{…}}}]`.
 */
import { between, fetchPage, type Fetched } from './browser.ts'
import type { Driver, PageName, Window } from './driver.ts'
import { TextSocket } from './socket.ts'

const JOIN_REF = '4'
const paths = { adapter: '/live/websocket', components: '/components/live/websocket' }

export const liveviewjs: Driver = {
  async load(port, page) {
    const fetched = await fetchPage(port, `/${page}`)
    return { join: () => join(port, page, fetched) }
  },
}

async function join(port: number, page: PageName, fetched: Fetched): Promise<Window> {
  const { html, socketHeaders } = fetched
  const topic = `lv:phx-${between(html, 'id="phx-', '"')}`
  const params = { _csrf_token: between(html, 'name="csrf-token" content="', '"'), _mounts: 0 }
  const payload = {
    url: `http://127.0.0.1:${port}/${page}`,
    params,
    session: between(html, 'data-phx-session="', '"'),
    static: between(html, 'data-phx-static="', '"'),
  }
  const path = page === 'table-memo' ? paths.components : paths.adapter
  const socket = await TextSocket.open(port, `${path}?vsn=2.0.0`, socketHeaders)
  socket.send(JSON.stringify([JOIN_REF, JOIN_REF, topic, 'phx_join', payload]))
  await new Promise<void>((resolve, reject) => {
    socket.onText = (text) => {
      if (text.includes('"status":"ok"')) resolve()
      else reject(new Error(`LiveViewJS refused the join: ${text.slice(0, 200)}`))
    }
  })
  return new PhoenixWindow(socket, topic, page === 'table-memo')
}

class PhoenixWindow implements Window {
  onAnswer: (text: string) => void = () => {}
  readonly socket: TextSocket
  readonly #topic: string
  readonly #components: boolean
  #ref = Number(JOIN_REF)

  constructor(socket: TextSocket, topic: string, components: boolean) {
    this.socket = socket
    this.#topic = topic
    this.#components = components
    socket.onText = (text) => this.onAnswer(text)
  }

  send(event: string, row?: number): void {
    const value = row === undefined || this.#components ? '{}' : `{"i":"${row}"}`
    const cid = this.#components ? `,"cid":${row}` : ''
    const payload = `{"type":"click","event":"${event}","value":${value}${cid}}`
    this.socket.send(`["${JOIN_REF}","${++this.#ref}","${this.#topic}","event",${payload}]`)
  }

  /** A plain list comes as a whole: `{"0":{"d":[[…], …]}}`; only the row in question counts. */
  values(answer: string, row?: number): unknown {
    const [, , , event, payload] = JSON.parse(answer)
    const diff = event === 'diff' ? payload : payload.response.diff
    return (row !== undefined && diff['0']?.d?.[row - 1]) || diff
  }
}
