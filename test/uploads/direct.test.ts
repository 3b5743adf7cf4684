/** Files that browsers put into a bucket themselves. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { each, event, html, LiveView } from 'overwire'
import { s3Uploads } from 'overwire/s3'
import { assertNoErrors, openTab, serve, strictPolicy } from '../browser/browser.ts'
import { startS3 } from '../services/s3-server.ts'
import { plainBytes } from './plain-bytes.ts'

const bucket = await startS3()
const client = bucket.connect()
const keys = async () => {
  const asked = new ListObjectsV2Command({ Bucket: bucket.name })
  return ((await client.send(asked)).Contents ?? []).map(({ Key }) => Key!)
}

class Files extends LiveView {
  docs = this.allowUpload('docs', { accept: ['.bin', 'image/png'], maxEntries: 3 })
  kept: string[] = []
  @event async keep() {
    const kept = await this.consumeUploads('docs', async (file) => {
      const hash = createHash('sha256')
      for await (const part of file.stream()) hash.update(part)
      await file.moveTo(`kept/${file.name}`)
      return [file.name, file.size, file.sha256, hash.digest('hex'), file.path].join(' ')
    })
    this.kept = [...this.kept, ...kept]
  }
  override render() {
    return html`
      <input type="file" live-upload="docs" multiple />
      ${each(
        this.docs.entries,
        ({ id }) => id,
        ({ clientName, state, failure }) => html`<i class=${state}>${clientName} ${failure}</i>`,
      )}
      <button id="keep" @click=${this.keep}>Keep</button>
      ${each(
        this.kept,
        (one) => one,
        (one) => html`<li>${one}</li>`,
      )}
    `
  }
}

async function open() {
  const uploads = s3Uploads(bucket.connect(), { bucket: bucket.name, sign: getSignedUrl })
  const policy = strictPolicy.replace("connect-src 'self'", `connect-src 'self' ${bucket.endpoint}`)
  const headers = { 'content-security-policy': policy }
  const served = await serve((app) => app.live('/', Files), { uploads, headers })
  const tab = await openTab(served.url)
  await tab.connected()
  const puts: { url: string; bytes: number }[] = []
  tab.page.on('request', (request) => {
    if (request.method() !== 'PUT') return
    puts.push({ url: request.url(), bytes: request.postDataBuffer()?.length ?? 0 })
  })
  return { ...served, tab, page: tab.page, puts }
}

const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

test('parts go to the bucket, past the app, which looks at the whole file [B135]', async () => {
  const { url, tab, page, puts } = await open()
  const large = plainBytes(3_000_000)
  await page.setInputFiles('[live-upload]', [
    { name: 'large.bin', mimeType: '', buffer: large },
    { name: 'empty.bin', mimeType: '', buffer: Buffer.alloc(0) },
    { name: 'none.png', mimeType: 'image/png', buffer: plainBytes(1000) },
  ])
  await page.waitForSelector('i.done:text("large.bin")')
  await page.waitForSelector('i.done:text("empty.bin")')
  await page.waitForSelector('i.failed:text("none.png wrong-type")')
  const there = puts.filter((put) => put.url.startsWith(bucket.endpoint))
  assert.equal(
    there.reduce((sum, { bytes }) => sum + bytes, 0),
    3_001_000,
    'nothing was sent twice',
  )
  const here = puts.filter((put) => put.url.startsWith(url))
  assert.deepEqual(
    here.map(({ bytes }) => bytes),
    [0],
    'but the file without bytes',
  )
  // An address is good for minutes: what is put there after the file was looked at counts for nothing.
  const first = there.find((put) => put.url.includes('part-000000000000000') && put.bytes > 1000)!
  const late = await fetch(first.url, { method: 'PUT', body: plainBytes(first.bytes) })
  assert.equal(late.status, 200)
  await page.click('#keep')
  await page.waitForSelector('li:nth-of-type(2)')
  assert.deepEqual(await page.locator('li').allInnerTexts(), [
    `large.bin 3000000 ${sha(large)} ${sha(large)}`,
    `empty.bin 0 ${sha(Buffer.alloc(0))} ${sha(Buffer.alloc(0))}`,
  ])
  assert.deepEqual(await keys(), ['kept/empty.bin', 'kept/large.bin'])
  tab.errors = tab.errors.filter((error) => !error.includes('415'))
  assertNoErrors(tab)
})

test('a file goes on with the part that the bucket did not take', async () => {
  const { page, puts, tab } = await open()
  let failed = 0
  await page.route(`${bucket.endpoint}/**`, (route) =>
    route.request().method() === 'PUT' && ++failed === 2 ? route.abort() : route.continue(),
  )
  const bytes = plainBytes(2_000_000)
  await page.setInputFiles('[live-upload]', { name: 'a.bin', mimeType: '', buffer: bytes })
  await page.waitForSelector('i.done:text("a.bin")')
  assert.ok(failed > 2)
  assert.equal(new Set(puts.map(({ url }) => new URL(url).pathname)).size, puts.length - 1)
  await page.click('#keep')
  await page.waitForSelector('li')
  assert.match(await page.locator('li').innerText(), new RegExp(sha(bytes)))
  tab.errors = tab.errors.filter((error) => !error.includes('ERR_FAILED'))
  assertNoErrors(tab)
})
