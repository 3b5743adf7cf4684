/** S6 and S6hand: how fast the table page is served over kept-alive connections. */
import { connect, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { TABLE_ROWS } from '../content.ts'
import { cookieHeader, fetchPage } from '../drivers/browser.ts'
import type { Figures, Job, Session } from './job.ts'
import { Latency } from './latency.ts'
import { pause } from './pause.ts'
import type { ServerProcess } from './server-process.ts'
import { Usage } from './usage.ts'

const CONNECTIONS = 8

export async function page(job: Job, server: ServerProcess, path: string): Promise<Session> {
  const { html } = await fetchPage(job.port, path)
  checkPage(html)
  const readers = Array.from({ length: CONNECTIONS }, () => new PageReader(job.port, path))
  return {
    slice: async (seconds) => [{ ...(await slice(readers, server, seconds)), ...sizes(html) }],
    async finish() {
      for (const reader of readers) reader.close(Buffer.byteLength(html))
    },
  }
}

async function slice(
  readers: readonly PageReader[],
  server: ServerProcess,
  seconds: number,
): Promise<Figures> {
  const latency = new Latency()
  const usage = new Usage(server)
  for (const reader of readers) reader.start(latency)
  await pause(seconds)
  const counts = await Promise.all(readers.map((reader) => reader.stop()))
  const used = usage.end()
  const pages = counts.reduce((sum, count) => sum + count, 0)
  return {
    conns: readers.length,
    requests_per_s: pages / used.seconds,
    p50_ms: latency.percentile(0.5),
    p99_ms: latency.percentile(0.99),
    us_per_request: used.serverMicros / pages,
    rss_mb: server.rssKb() / 1024,
    server_cores: used.serverCores,
    driver_cores: used.driverCores,
  }
}

function sizes(html: string): { html_bytes: number; gzip_bytes: number } {
  return { html_bytes: Buffer.byteLength(html), gzip_bytes: gzipSync(html).length }
}

function checkPage(html: string): void {
  const rows = html.split('<tr class').length - 1
  const wanted = [`Item ${TABLE_ROWS}<`, 'Item 1<', '>Touch</button>', '<h1>Table</h1>']
  const missing = wanted.find((text) => !html.includes(text))
  if (rows === TABLE_ROWS && missing === undefined) return
  throw new Error(`The page has ${rows} rows and lacks ${missing ?? 'nothing else'}`)
}

/** Asks for the page again and again on one connection. */
class PageReader {
  readonly #port: number
  #tcp: Socket | undefined
  readonly #request: string
  #latency: Latency = new Latency()
  #pages = 0
  #stopped: ((pages: number) => void) | undefined
  #askedAt = 0
  #bodySize = 0
  /** Bytes of the answer still to come; -1 while its headers are, -2 while chunks are. */
  #missing = -1
  #tail: Buffer = Buffer.alloc(0)

  constructor(port: number, path: string) {
    const headers = { host: `127.0.0.1:${port}`, accept: 'text/html', ...cookieHeader() }
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    this.#request = `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
    this.#port = port
  }

  start(latency: Latency): void {
    this.#latency = latency
    this.#pages = 0
    // A server closes connections that rest while others are measured, so each slice has its own.
    this.#tcp?.destroy()
    this.#tcp = connect(this.#port, '127.0.0.1')
    this.#tcp.setNoDelay(true)
    this.#tcp.on('data', (data) => this.#read(data))
    this.#ask()
  }

  /** Resolves to the number of pages since the start, when the last one is complete. */
  stop(): Promise<number> {
    return new Promise((resolve) => (this.#stopped = resolve))
  }

  /** Ends the connection and compares the last page with the one that was checked. */
  close(expectedSize: number): void {
    this.#tcp?.destroy()
    // Tokens in the page vary a little in length; chunked answers also carry their framing.
    if (Math.abs(this.#bodySize - expectedSize) < expectedSize * 0.05) return
    throw new Error(`Pages of ${this.#bodySize} bytes came, ${expectedSize} were expected`)
  }

  #read(data: Buffer): void {
    if (this.#missing === -1) return this.#readHeaders(data)
    this.#bodySize += data.length
    if (this.#missing === -2) return this.#readChunks(data)
    this.#missing -= data.length
    if (this.#missing <= 0) this.#next()
  }

  #readHeaders(data: Buffer): void {
    const whole = this.#tail.length > 0 ? Buffer.concat([this.#tail, data]) : data
    const end = whole.indexOf('\r\n\r\n')
    if (end < 0) {
      this.#tail = whole
      return
    }
    this.#tail = Buffer.alloc(0)
    const headers = whole.toString('latin1', 0, end)
    if (!headers.startsWith('HTTP/1.1 200')) throw new Error(headers)
    const length = /content-length: (\d+)/i.exec(headers)
    this.#bodySize = 0
    this.#missing = length ? Number(length[1]) : -2
    this.#read(whole.subarray(end + 4))
  }

  /** A chunked answer ends with an empty chunk, which may arrive in two pieces. */
  #readChunks(data: Buffer): void {
    const end = data.length >= 7 ? data : Buffer.concat([this.#tail, data])
    this.#tail = Buffer.from(end.subarray(-7))
    if (!end.subarray(-7).equals(LAST_CHUNK)) return
    this.#tail = Buffer.alloc(0)
    this.#next()
  }

  #next(): void {
    this.#latency.add(performance.now() - this.#askedAt)
    this.#pages++
    this.#missing = -1
    if (!this.#stopped) return this.#ask()
    this.#stopped(this.#pages)
    this.#stopped = undefined
  }

  #ask(): void {
    this.#askedAt = performance.now()
    this.#tcp!.write(this.#request)
  }
}

const LAST_CHUNK: Buffer = Buffer.from('\r\n0\r\n\r\n')
