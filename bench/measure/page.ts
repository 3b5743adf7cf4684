/** S6: how fast the table page is served over kept-alive connections. */
import { connect, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { TABLE_ROWS } from '../content.ts'
import { cookieHeader, fetchPage } from '../drivers/browser.ts'
import type { Job, Result } from './job.ts'
import { Latency } from './latency.ts'
import { pause } from './pause.ts'
import type { ServerProcess } from './server-process.ts'

const CONNECTIONS = 8
const PATH = '/table'

export async function page(job: Job, server: ServerProcess): Promise<Result> {
  const { html } = await fetchPage(job.port, PATH)
  checkPage(html)
  const readers = Array.from({ length: CONNECTIONS }, () => new PageReader(job.port))
  const total = (): number => readers.reduce((sum, reader) => sum + reader.pages, 0)

  await pause(job.warmSeconds)
  const latency = new Latency()
  for (const reader of readers) reader.latency = latency
  const [pagesBefore, cpuBefore, before] = [total(), server.cpuMicros(), performance.now()]
  const driverBefore = process.cpuUsage()
  await pause(job.seconds)
  const elapsed = (performance.now() - before) / 1000
  const pages = total() - pagesBefore
  const serverCpu = server.cpuMicros() - cpuBefore
  const driver = process.cpuUsage(driverBefore)

  for (const reader of readers) reader.close(Buffer.byteLength(html))
  return {
    framework: job.framework,
    scenario: job.scenario,
    conns: CONNECTIONS,
    requests_per_s: pages / elapsed,
    p50_ms: latency.percentile(0.5),
    p99_ms: latency.percentile(0.99),
    html_bytes: Buffer.byteLength(html),
    gzip_bytes: gzipSync(html).length,
    us_per_request: serverCpu / pages,
    rss_mb: server.rssKb() / 1024,
    server_cpu: serverCpu / 1e6 / elapsed,
    driver_cpu: (driver.user + driver.system) / 1e6 / elapsed,
  }
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
  pages = 0
  latency: Latency = new Latency()
  readonly #tcp: Socket
  readonly #request: string
  #askedAt = performance.now()
  #bodySize = 0
  /** Bytes of the answer still to come; -1 while its headers are, -2 while chunks are. */
  #missing = -1
  #tail: Buffer = Buffer.alloc(0)

  constructor(port: number) {
    const headers = { host: `127.0.0.1:${port}`, accept: 'text/html', ...cookieHeader() }
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    this.#request = `GET ${PATH} HTTP/1.1\r\n${lines.join('')}\r\n`
    this.#tcp = connect(port, '127.0.0.1')
    this.#tcp.setNoDelay(true)
    this.#tcp.on('data', (data) => this.#read(data))
    this.#tcp.write(this.#request)
  }

  /** Ends the connection and compares the last page with the one that was checked. */
  close(expectedSize: number): void {
    this.#tcp.destroy()
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
    const now = performance.now()
    this.latency.add(now - this.#askedAt)
    this.pages++
    this.#missing = -1
    this.#askedAt = now
    this.#tcp.write(this.#request)
  }
}

const LAST_CHUNK: Buffer = Buffer.from('\r\n0\r\n\r\n')
