/** The files of deploy/ are real: nginx runs with its own, the unit passes systemd’s check. */
import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { eventually, inTime } from '../eventually.ts'
import { assertNoErrors, newContext, openTab } from '../browser/browser.ts'
import { freePort } from '../free-port.ts'
import { typescript } from '../typescript.ts'

const folder = mkdtempSync(join(tmpdir(), 'overwire-deploy-'))
const children: ChildProcess[] = []
const nodes = new Map<number, ChildProcess>()
let nginx: ChildProcess | undefined
let plainUrl = ''
let url = ''

after(() => {
  // nginx takes its worker processes along.
  for (const child of children) child.kill(child === nginx ? 'SIGTERM' : 'SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

before(async () => {
  const [plain, encrypted, one, other] = await Promise.all([0, 0, 0, 0].map(() => freePort()))
  const certificate = [join(folder, 'cert.pem'), join(folder, 'key.pem')] as const
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-days', '1', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
      ...['-out', certificate[0], '-keyout', certificate[1]],
    ],
    { stdio: 'ignore' },
  )
  // What an operator would change, and nothing else.
  const text = readFileSync('deploy/nginx.conf', 'utf8')
    .replaceAll('example.com;', 'localhost;')
    .replace('/etc/ssl/example.com.pem', certificate[0])
    .replace('/etc/ssl/example.com.key', certificate[1])
    .replace('listen 80;', `listen 127.0.0.1:${plain};`)
    .replace('listen 443 ', `listen 127.0.0.1:${encrypted} `)
    .replace('https://$host$request_uri', `https://$host:${encrypted}$request_uri`)
    .replace('127.0.0.1:3001', `127.0.0.1:${one}`)
    .replace('127.0.0.1:3002', `127.0.0.1:${other}`)
  writeFileSync(join(folder, 'nginx.conf'), text)
  await Promise.all([node(one!), node(other!)])
  const own = `daemon off; pid ${folder}/nginx.pid; error_log ${folder}/error.log;`
  const program = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-g', own]
  nginx = spawn('/usr/sbin/nginx', program, { stdio: ['ignore', 'ignore', 'inherit'] })
  children.push(nginx)
  plainUrl = `http://localhost:${plain}`
  url = `https://localhost:${encrypted}`
  await eventually(() =>
    get('/_overwire/ready').then(
      ({ status }) => status === 200,
      () => false,
    ),
  )
})

async function node(port: number): Promise<void> {
  const child = spawn(process.execPath, [...typescript, 'test/deploy/node.ts'], {
    env: { ...process.env, PORT: String(port), OVERWIRE_SECRET: 'the same in both of them' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  nodes.set(port, child)
  await inTime(once(child.stdout!, 'data'), `a node listens at ${port}`)
}

/** Kills the process at a port. @returns when it is gone. */
async function kill(port: number): Promise<void> {
  const child = nodes.get(port)!
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
}

/** @param body is posted. */
function get(path: string, headers: Record<string, string> = {}, body?: Buffer): Promise<Answer> {
  const method = body ? 'POST' : 'GET'
  return new Promise((resolve, reject) => {
    request(url + path, { method, headers, rejectUnauthorized: false }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers }))
    })
      .on('error', reject)
      .end(body)
  })
}

test('nginx sends visitors to TLS, and hands on what the app must know of them [A143]', async () => {
  const moved = await fetch(`${plainUrl}/?a=1`, { redirect: 'manual' })
  assert.deepEqual([moved.status, moved.headers.get('location')], [301, `${url}/?a=1`])
  const page = await get('/')
  assert.equal(page.status, 200)
  assert.match(String(page.headers['set-cookie']), /; Secure/)
  assert.match(String(page.headers['strict-transport-security']), /max-age/)
})

test('bodies are as large as the app takes, and nginx ends none before', async () => {
  const statusOf = (bytes: number): Promise<Answer> => get('/', {}, Buffer.alloc(bytes))
  // The app's own answer: a page takes no such POST.
  for (const bytes of [1024 * 1024 + 1, 32 * 1024 * 1024]) {
    const { status, headers } = await statusOf(bytes)
    assert.deepEqual([status, headers['allow']], [405, 'GET, HEAD, OPTIONS'])
  }
  assert.equal((await statusOf(32 * 1024 * 1024 + 1)).status, 413)
})

test('the client’s files are compressed, and kept for ever [B178]', async () => {
  const tab = await openTab(url, await newContext({ ignoreHTTPSErrors: true }))
  await tab.connected()
  const source = await tab.page.getAttribute('script[src*="client.js"]', 'src')
  const { headers } = await get(source!, { 'accept-encoding': 'gzip' })
  assert.equal(headers['content-encoding'], 'gzip')
  assert.match(String(headers['cache-control']), /immutable/)
  const protocol = await tab.page.evaluate(
    () =>
      (performance.getEntriesByType('navigation')[0] as PerformanceResourceTiming).nextHopProtocol,
  )
  assert.equal(protocol, 'h2')
  assert.equal(await tab.page.textContent('#address'), '127.0.0.1')
  assertNoErrors(tab)
})

test('a page goes on at the other process when its own is killed [A138]', async () => {
  const tab = await openTab(url, await newContext({ ignoreHTTPSErrors: true }))
  const { page } = tab
  await tab.connected()
  const origin = await page.evaluate(() => performance.timeOrigin)
  const pidOf = async () => Number(await page.textContent('#pid'))
  const pid = await pidOf()
  await page.click('button')
  await page.waitForSelector('h1:text-is("1")')
  process.kill(pid, 'SIGKILL')
  await eventually(async () => (await pidOf()) !== pid, 'the page shows the other process')
  await page.click('button')
  await page.waitForSelector('h1:text-is("1")')
  assert.equal(await page.evaluate(() => performance.timeOrigin), origin)
  // Whoever comes now is answered by the process that is left.
  for (let i = 0; i < 4; i++) assert.equal((await get('/')).status, 200)
})

test('a form signs up, and its handler redirects to where the browser is', async () => {
  const tab = await openTab(`${url}/signup`, await newContext({ ignoreHTTPSErrors: true }))
  await tab.page.click('button')
  await tab.page.waitForSelector('#person:text-is("Ann")')
  assert.equal(tab.page.url(), `${url}/`)
  await tab.connected()
  assertNoErrors(tab)
})

test('a visitor says nothing of the host, the port or the scheme', async () => {
  const lies = {
    'x-forwarded-port': '6666',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'http',
    'x-forwarded-for': '6.6.6.6',
    forwarded: 'for=6.6.6.6;host=evil.example;proto=http',
  }
  for (const [name, value] of [...Object.entries(lies), ['x-nothing', ''] as const]) {
    const { headers } = await get('/seen', { [name]: value })
    assert.deepEqual([name, headers['x-seen']], [name, `${url}/seen 127.0.0.1`])
  }
})

test('a process that has just come back takes the visitors of the next one that stops', async () => {
  const [one, other] = [...nodes.keys()]
  for (const port of [one!, other!]) if (nodes.get(port)!.signalCode !== null) await node(port)
  await kill(one!)
  // Each of them may be the request that finds it gone.
  for (let i = 0; i < 4; i++) assert.equal((await get('/')).status, 200)
  const back = createServer((_request, response) => void response.end()).listen(one, '127.0.0.1')
  await once(back, 'listening')
  await kill(other!)
  for (let i = 0; i < 4; i++) assert.equal((await get('/')).status, 200)
  back.closeAllConnections()
  back.close()
})

test('the unit of systemd is one that it takes [A146]', () => {
  const unit = join(folder, 'overwire@.service')
  copyFileSync('deploy/overwire.service', unit)
  const text = readFileSync(unit, 'utf8').replace('/usr/bin/node', process.execPath)
  writeFileSync(unit, text)
  const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', unit], {
    encoding: 'utf8',
  })
  assert.deepEqual([status, stdout + stderr], [0, ''])
})
