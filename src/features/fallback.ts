/**
 * The part for pages whose WebSockets fail, since a proxy does not pass upgrades: where one more fails, an event
 * stream down and POSTs up carry the same frames. Whether sockets open by now is tried again every few minutes.
 */
import type { Effects, Host, TransportSocket } from '../client/host.ts'
import { FetchSocket } from './fallback/fetch-socket.ts'

/** How often a WebSocket is tried while the page is connected without one. */
const PROBE_MS = 5 * 60_000
/** Where a tab keeps when it was last connected so: its next page needs one failed socket less. */
const KEPT = 'overwire-fallback'

/** Starts the part. */
export function start(host: Host): Effects {
  const choice = new TransportChoice()
  host.transport = (url) => choice.open(url)
  return {}
}

/** Which transport the next connection has. */
class TransportChoice {
  #takesStream = Date.now() - Number(sessionStorage.getItem(KEPT)) < PROBE_MS
  #stream: FetchSocket | null = null
  #url = ''
  #timer: ReturnType<typeof setTimeout> | undefined
  #isTold = false

  constructor() {
    // It may be another network.
    addEventListener('online', this.#probe)
  }

  open(url: string): TransportSocket {
    this.#url = url
    const isStream = this.#takesStream
    const socket: TransportSocket = isStream
      ? (this.#stream = new FetchSocket())
      : new WebSocket(url)
    let isGood = false
    socket.addEventListener('message', () => {
      if (isGood) return
      isGood = true
      if (isStream) this.#works()
    })
    // One that brings nothing is followed by the other.
    socket.addEventListener('close', () => {
      if (!isGood) this.#takesStream = !isStream
    })
    return socket
  }

  #works(): void {
    sessionStorage.setItem(KEPT, String(Date.now()))
    this.#probeLater()
    if (this.#isTold) return
    this.#isTold = true
    console.info('No WebSocket opens: a proxy may not pass it. This page is connected without.')
  }

  #probeLater(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#probe, PROBE_MS)
  }

  /** Opens a socket for nothing: where that goes, the next connection is a WebSocket. */
  readonly #probe = (): void => {
    if (this.#stream?.readyState !== WebSocket.OPEN) return
    this.#probeLater()
    const socket = new WebSocket(this.#url)
    socket.addEventListener('open', () => {
      this.#takesStream = false
      sessionStorage.removeItem(KEPT)
      socket.close()
    })
  }
}
