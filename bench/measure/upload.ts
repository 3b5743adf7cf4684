/**
 * S11: a file of 200 MB, while windows count. Overwire's goes in parts with a hash each, as browsers send them; by
 * hand it is one form. The answer must be the hash of all bytes.
 */
import { createHash, randomBytes } from 'node:crypto'
import { request } from 'node:http'
import type { Driver, Window } from '../drivers/driver.ts'
import { counter } from './exercise.ts'
import type { Job, Session } from './job.ts'
import { Latency } from './latency.ts'
import { openWindows } from './open.ts'
import { pause } from './pause.ts'
import type { ServerProcess } from './server-process.ts'
import { Usage } from './usage.ts'

const PART = 2 * 1024 * 1024
const PARTS = 95
const SIZE = PART * PARTS
const WINDOWS = 10
/** Milliseconds between an answer and the next event of a window. */
const EVERY_MS = 5

const part = randomBytes(PART)
const partSum = createHash('sha256').update(part).digest('hex')
const sum = sumOfAll()

export async function upload(driver: Driver, job: Job, server: ServerProcess): Promise<Session> {
  const windows = await openWindows(driver, job.port, 'counter', WINDOWS)
  const send = job.framework === 'overwire' ? await inParts(driver, job.port) : asForm
  return {
    async slice() {
      const latency = new Latency()
      const { stop, mostKb } = watch(windows, server, latency)
      const before = server.rssKb()
      const usage = new Usage(server)
      const began = performance.now()
      const said = await send(job.port)
      const seconds = (performance.now() - began) / 1000
      const used = usage.end()
      await stop()
      if (said !== sum) throw new Error(`S11: the hash is ${said}, and not ${sum}`)
      return [
        {
          conns: WINDOWS,
          mb_per_s: SIZE / 1e6 / seconds,
          p99_ms: latency.percentile(0.99),
          rss_growth_mb: (mostKb() - before) / 1024,
          server_cpu_ms: used.serverMicros / 1000,
          server_cores: used.serverCores,
          driver_cores: used.driverCores,
        },
      ]
    },
    finish: async () => {},
  }
}

/** Windows count, each a little after its last answer, and the server's memory is looked at. */
function watch(windows: readonly Window[], server: ServerProcess, latency: Latency) {
  let most = 0
  let isOver = false
  const memory = setInterval(() => (most = Math.max(most, server.rssKb())), EVERY_MS)
  const ended = windows.map(async (window) => {
    const { fire } = counter.player(window)
    while (!isOver) {
      const sentAt = performance.now()
      await new Promise<void>((resolve) => {
        window.onAnswer = () => resolve()
        fire()
      })
      latency.add(performance.now() - sentAt)
      await pause(EVERY_MS / 1000)
    }
  })
  return {
    mostKb: () => most,
    async stop() {
      isOver = true
      await Promise.all(ended)
      clearInterval(memory)
    },
  }
}

type Send = (port: number) => Promise<string>

async function inParts(driver: Driver, port: number): Promise<Send> {
  const loaded = await driver.load(port, 'files')
  const window = await loaded.join()
  const { cookie = '' } = loaded
  return async () => {
    const add = [{ ref: 'r', name: 'large.bin', size: SIZE, type: '' }]
    const { files } = (await window.ask!('$upload', { name: 'docs', add })) as {
      files: { ticket: string }[]
    }
    let receipt = ''
    for (let i = 0; i < PARTS; i++) {
      const headers = {
        cookie,
        'overwire-ticket': files[0]!.ticket,
        'overwire-offset': String(i * PART),
        'overwire-sha256': partSum,
      }
      const text = await put(port, headers)
      receipt = (JSON.parse(text) as { receipt?: string }).receipt ?? ''
    }
    // The file is looked at beside the view's events: it is done a little later.
    const done = shows(window, /"(done)"/)
    void window.ask!('$upload', { name: 'docs', done: receipt })
    await done
    const kept = shows(window, /([0-9a-f]{64})/)
    void window.ask!('keep', {})
    return kept
  }
}

/** Waits for a text that the page shows. */
function shows(window: Window, wanted: RegExp): Promise<string> {
  return new Promise((resolve) => {
    window.onAnswer = (text) => {
      const found = wanted.exec(text)
      if (found) resolve(found[1]!)
    }
  })
}

function put(port: number, headers: Record<string, string>): Promise<string> {
  return answerOf(port, { method: 'PUT', path: '/_overwire/upload', headers }, [part])
}

const BOUNDARY = 'bench'

const asForm: Send = (port) => {
  const head = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="f"; filename="a"\r\ncontent-type: application/octet-stream\r\n\r\n`
  const body = [Buffer.from(head), ...Array.from({ length: PARTS }, () => part)]
  body.push(Buffer.from(`\r\n--${BOUNDARY}--\r\n`))
  const headers = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` }
  return answerOf(port, { method: 'POST', path: '/upload', headers }, body)
}

function answerOf(
  port: number,
  asked: { method: string; path: string; headers: Record<string, string> },
  body: readonly Buffer[],
): Promise<string> {
  const length = body.reduce((bytes, { length }) => bytes + length, 0)
  return new Promise((resolve, reject) => {
    const headers = { ...asked.headers, 'content-length': String(length) }
    const sending = request({ ...asked, headers, port, host: '127.0.0.1' }, (response) => {
      let text = ''
      response.on('data', (piece: Buffer) => (text += String(piece)))
      response.on('end', () => {
        if (response.statusCode === 200) resolve(text)
        else reject(new Error(`S11: ${response.statusCode} ${text}`))
      })
    })
    sending.on('error', reject)
    const pieces = body.values()
    const write = (): void => {
      for (const piece of pieces)
        if (!sending.write(piece)) return void sending.once('drain', write)
      sending.end()
    }
    write()
  })
}

function sumOfAll(): string {
  const hash = createHash('sha256')
  for (let i = 0; i < PARTS; i++) hash.update(part)
  return hash.digest('hex')
}
