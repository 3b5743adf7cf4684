/** A page of {@link smoke}: its connection leads straight to the app, and nothing shows it. */
import { LEFT } from '../base/close-codes.ts'
import type { AppServer } from '../server/app-server.ts'
import type { Connection } from '../server/gateway.ts'
import { FromBrowser, FromServer, PROTOCOL } from '../wire/frames.ts'
import type { Json, Ref, ServerFrame } from '../wire/frames.ts'

/** Milliseconds that the app has for an answer. */
export const ANSWER_MS = 5000

/** Where a page comes from. */
export interface SmokeOrigin {
  headers: Headers
  address: string
  basePath: string
  token: string
  path: string
}

export class SmokePage {
  readonly path: string
  /** The server refused the connection, or closed it. */
  closed: string | undefined
  /** Code of the last refusal; "" for none. */
  refusal = ''
  readonly #frames: ServerFrame[] = []
  readonly #connection: Connection
  #waiting: (() => void) | undefined
  #n = 0

  constructor(server: AppServer, { headers, address, basePath, token, path }: SmokeOrigin) {
    this.path = path
    const socket = {
      bufferedAmount: 0,
      send: (text: string): void => {
        this.#frames.push(JSON.parse(text) as ServerFrame)
        this.#waiting?.()
      },
      close: (code: number, reason: string): void => {
        this.closed ??= `${code} ${reason}`
        this.#waiting?.()
      },
    }
    this.#connection = server.connect(socket, { headers, address, basePath })
    this.#send([FromBrowser.JOIN, PROTOCOL, token])
  }

  /** @returns true when the page is joined. */
  joined(): Promise<boolean> {
    return this.#until(([op]) => op === FromServer.HELLO)
  }

  /** Calls an event. @returns its answer: none, refused or not. */
  async call(event: string, args: Json): Promise<'none' | 'refused' | 'done'> {
    const n = ++this.#n
    this.#send([FromBrowser.EVENT, n, this.#frames.length - 1, event, args])
    if (!(await this.#until((frame) => answers(frame, n)))) return 'none'
    const refused = this.#frames.find((one) => one[0] === FromServer.ERROR && answers(one, n))
    this.refusal = String(refused?.[2] ?? '')
    return refused ? 'refused' : 'done'
  }

  /** The page's HTML, as a browser would show it now. */
  async html(): Promise<string> {
    const { page } = this.#connection
    if (!page?.instance.canPrintAgain) return ''
    const printed = await page.instance.print()
    const html = new TextDecoder().decode(printed.bytes)
    printed.release()
    return html
  }

  close(): void {
    this.#connection.closed(LEFT)
  }

  #send(frame: Json[]): void {
    this.#connection.receive(JSON.stringify(frame))
  }

  async #until(fits: (frame: ServerFrame) => boolean): Promise<boolean> {
    const end = performance.now() + ANSWER_MS
    for (;;) {
      if (this.#frames.some(fits)) return true
      const left = end - performance.now()
      if (this.closed !== undefined || left <= 0) return false
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left)
        this.#waiting = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }
}

function answers(frame: ServerFrame, n: number): boolean {
  const { UPDATE, VALUES, ERROR } = FromServer
  if (frame[0] !== UPDATE && frame[0] !== VALUES && frame[0] !== ERROR) return false
  const ref: Ref = frame[1]
  return Array.isArray(ref) ? ref.includes(n) : ref === n
}
