/**
 * A WebSocket client of the bench's own, for plain text frames only. It costs the driver far less
 * than a complete client, so that the server is what a scenario measures.
 */
import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

const TEXT = 0x81
const PONG = 0x8a
const opcodes = { text: 1, close: 8, ping: 9 }

export class TextSocket {
  onText: (text: string, bytes: number) => void = () => {}
  onClose: (code: number) => void = () => {}
  /** Bytes of message text so far, without the frames' headers. */
  bytesUp = 0
  bytesDown = 0
  readonly #tcp: Socket
  #rest: Buffer = Buffer.alloc(0)
  /** Text of a message whose last fragment is still to come. */
  #fragments: string[] = []

  constructor(tcp: Socket) {
    this.#tcp = tcp
  }

  /** Resolves when the server has answered 101. */
  static open(port: number, path: string, headers: Record<string, string>): Promise<TextSocket> {
    return new Promise((resolve, reject) => {
      const tcp = connect(port, '127.0.0.1')
      const socket = new TextSocket(tcp)
      tcp.setNoDelay(true)
      tcp.on('error', reject)
      tcp.on('connect', () => tcp.write(upgradeRequest(port, path, headers)))
      tcp.once('data', function first(data: Buffer) {
        const end = data.indexOf('\r\n\r\n')
        const status = data.toString('latin1', 0, Math.max(0, end)).split('\r\n', 1)[0]!
        if (!status.includes(' 101 ')) return reject(new Error(`No WebSocket: "${status}"`))
        // The caller sets its listeners first; what came with the answer is read after that.
        socket.#rest = data.subarray(end + 4)
        resolve(socket)
        setImmediate(() => socket.#start())
      })
    })
  }

  send(text: string): void {
    const bytes = Buffer.byteLength(text)
    this.bytesUp += bytes
    this.#tcp.write(maskedFrame(TEXT, text, bytes))
  }

  close(): void {
    this.#tcp.destroy()
  }

  #start(): void {
    this.#read(this.#rest)
    this.#tcp.on('data', (data: Buffer) => {
      this.#read(this.#rest.length > 0 ? Buffer.concat([this.#rest, data]) : data)
    })
  }

  /** Takes whole frames off `data` and keeps the rest. */
  #read(data: Buffer): void {
    let at = 0
    while (data.length - at >= 2) {
      let size = data[at + 1]! & 0x7f
      let head = 2
      if (size === 126) {
        if (data.length - at < 4) break
        size = data.readUInt16BE(at + 2)
        head = 4
      } else if (size === 127) {
        if (data.length - at < 10) break
        size = Number(data.readBigUInt64BE(at + 2))
        head = 10
      }
      const end = at + head + size
      if (data.length < end) break
      this.#frame(data[at]!, data, at + head, end)
      at = end
    }
    this.#rest = data.subarray(at)
  }

  #frame(first: number, data: Buffer, start: number, end: number): void {
    const opcode = first & 0x0f
    if (opcode === opcodes.close) {
      this.onClose(end - start >= 2 ? data.readUInt16BE(start) : 1005)
    } else if (opcode === opcodes.ping) {
      this.#tcp.write(maskedFrame(PONG, data.toString('latin1', start, end), end - start))
    } else if (opcode <= opcodes.text) {
      this.bytesDown += end - start
      const final = (first & 0x80) !== 0
      this.#text(data.toString('utf8', start, end), end - start, final)
    }
  }

  #text(text: string, bytes: number, final: boolean): void {
    if (!final) {
      this.#fragments.push(text)
    } else if (this.#fragments.length > 0) {
      const whole = this.#fragments.join('') + text
      this.#fragments = []
      this.onText(whole, Buffer.byteLength(whole))
    } else {
      this.onText(text, bytes)
    }
  }
}

/** A mask of zeros is a valid mask, and leaves the text as it is. */
function maskedFrame(first: number, text: string, size: number): Buffer {
  const head = size < 126 ? 6 : size < 65536 ? 8 : 14
  const frame = Buffer.alloc(head + size)
  frame[0] = first
  if (head === 6) frame[1] = 0x80 | size
  else if (head === 8) {
    frame[1] = 0x80 | 126
    frame.writeUInt16BE(size, 2)
  } else {
    frame[1] = 0x80 | 127
    frame.writeBigUInt64BE(BigInt(size), 2)
  }
  frame.write(text, head, 'utf8')
  return frame
}

function upgradeRequest(port: number, path: string, headers: Record<string, string>): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ]
  return lines.join('\r\n') + '\r\n\r\n'
}
