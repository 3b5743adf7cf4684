/** Behind a proxy, an app's own code sees the address that the browser asked for. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApp } from 'overwire'
import { listen } from 'overwire/node'
import { silent } from '../../src/testing/silent-logger.ts'

const said = {
  'x-forwarded-for': '1.2.3.4',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'shop.example',
}

async function ask(trustedProxies: number, path: string, init: RequestInit = {}) {
  const tracked: string[] = []
  const app = createApp({
    trustedProxies,
    logger: silent,
    onError: (_error, { request }) => void tracked.push(request!.url),
  })
  app.http('/in', async (request) => {
    const body = await request.text()
    const location = new URL('/', request.url).href
    return new Response(`${request.method} ${body}`, { status: 303, headers: { location } })
  })
  app.http('/unread', (request) => new Response(request.url))
  app.http('/broken', () => {
    throw new Error('on purpose')
  })
  const server = await listen(app, { port: 0, stopOnSignals: false })
  try {
    const answer = await fetch(server.url + path, { ...init, headers: said, redirect: 'manual' })
    const location = answer.headers.get('location')?.replace(server.url, 'own')
    return { location, text: await answer.text(), tracked, url: server.url }
  } finally {
    await server.close()
  }
}

for (const init of [{}, { method: 'POST', body: 'x=1' }, { method: 'DELETE' }]) {
  test(`a handler redirects to where the browser is: ${init.method ?? 'GET'}`, async () => {
    const { location, text } = await ask(1, '/in', init)
    assert.equal(location, 'https://shop.example/')
    assert.equal(text, `${init.method ?? 'GET'} ${init.body ?? ''}`)
    assert.equal((await ask(0, '/in', init)).location, 'own/')
  })
}

test('a handler that leaves a body unread answers', async () => {
  const { text } = await ask(1, '/unread', { method: 'POST', body: 'x'.repeat(500_000) })
  assert.equal(text, 'https://shop.example/unread')
})

test('an error tracker sees the same address', async () => {
  for (const method of ['GET', 'POST']) {
    const { tracked } = await ask(1, '/broken', { method })
    assert.deepEqual(tracked, ['https://shop.example/broken'])
    const untold = await ask(0, '/broken', { method })
    assert.deepEqual(untold.tracked, [`${untold.url}/broken`])
  }
})
