import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listen } from 'overwire/node'
import { app } from './app.ts'

test('EXAMPLE_TITLE: the page is there, and so is all that it loads', async (t) => {
  const server = await listen(app, { port: 0 })
  t.after(() => server.close())
  const get = async (address: URL) => {
    const answer = await fetch(address)
    assert.equal(answer.status, 200, address.href)
    return { url: answer.url, text: await answer.text() }
  }
  const { url, text } = await get(new URL('EXAMPLE_START', server.url))
  for (const [, file] of text.matchAll(/<(?:link|script)[^>]* (?:href|src)="([^"]*)"/g)) {
    await get(new URL(file!, url))
  }
})
