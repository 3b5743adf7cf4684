import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { assertNoErrors, openTab } from '../../test/browser/browser.ts'
import { typescript } from '../../test/typescript.ts'

const program = fileURLToPath(new URL('../server.ts', import.meta.url))

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`the gallery starts, says where it is, and stops at ${signal}`, async (t) => {
    const env = { ...process.env, PORT: '0' }
    const server = spawn(process.execPath, [...typescript, program], { env })
    t.after(() => server.kill('SIGKILL'))
    const [line] = (await once(createInterface(server.stdout), 'line')) as [string]
    const url = /^The Overwire gallery is at (http:\/\/localhost:\d+\S*)$/.exec(line)![1]!
    const tab = await openTab(url)
    await tab.connected()
    assertNoErrors(tab)
    server.kill(signal)
    assert.deepEqual(await once(server, 'exit'), [0, null])
  })
}
