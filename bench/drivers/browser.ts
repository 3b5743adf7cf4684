/** The bit of a browser that the drivers share: it fetches pages and keeps cookies. */
import { Agent, get, type IncomingMessage } from 'node:http'

const agent = new Agent({ keepAlive: true, maxSockets: 8 })
/** All windows belong to one visitor, as tabs of one browser do. */
const cookies = new Map<string, string>()

export interface Fetched {
  html: string
  /** What a browser would send with the page's WebSocket. */
  socketHeaders: Record<string, string>
}

export async function fetchPage(port: number, path: string): Promise<Fetched> {
  const html = await fetchText(port, path)
  const origin = `http://127.0.0.1:${port}`
  return { html, socketHeaders: { origin, ...cookieHeader() } }
}

export function cookieHeader(): Record<string, string> {
  if (cookies.size === 0) return {}
  return { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
}

/** The text between two others: `between(html, 'live-root="', '"')`. */
export function between(text: string, before: string, after: string): string {
  const start = text.indexOf(before)
  const end = text.indexOf(after, start + before.length)
  if (start < 0 || end < 0) throw new Error(`The page has no ${before}…${after}`)
  return text.slice(start + before.length, end)
}

function fetchText(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { accept: 'text/html', ...cookieHeader() }
    const request = get({ agent, host: '127.0.0.1', port, path, headers }, (response) => {
      keepCookies(response)
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => {
        if (response.statusCode === 200) resolve(Buffer.concat(parts).toString())
        else reject(new Error(`GET ${path} answered ${response.statusCode}`))
      })
    })
    request.on('error', reject)
  })
}

function keepCookies(response: IncomingMessage): void {
  for (const line of response.headers['set-cookie'] ?? []) {
    const [pair] = line.split(';', 1)
    const equals = pair!.indexOf('=')
    cookies.set(pair!.slice(0, equals), pair!.slice(equals + 1))
  }
}
