/** Projects under `overwire dev`, with a page of theirs in Chromium. */
import { spawn } from 'node:child_process'
import { inTime } from '../eventually.ts'
import { freePort } from '../free-port.ts'
import { assertNoErrors, openTab } from './browser.ts'
import type { Tab } from './browser.ts'

/** A project under `overwire dev`, for as long as a test looks at it. */
export async function whileDeveloped(
  words: string[],
  cwd: string,
  look: (tab: Tab, output: () => string) => Promise<void>,
): Promise<void> {
  // One port for all runs: the page comes back to it.
  const port = await freePort()
  const child = spawn(process.execPath, words, {
    cwd,
    env: { ...process.env, PORT: String(port), DATABASE_URL: ':memory:' },
  })
  const ended = new Promise((resolved) => child.on('exit', resolved))
  const output: string[] = []
  try {
    await inTime(
      new Promise<void>((ready) => {
        child.stderr.on('data', (text) => output.push(String(text)))
        child.stdout.on('data', (text) => {
          output.push(String(text))
          if (output.join('').includes('Open http')) ready()
        })
      }),
      'the server runs',
      { state: () => output.join('') },
    )
    const tab = await openTab(`http://localhost:${port}`)
    await tab.connected()
    await look(tab, () => output.join(''))
    // It asks in vain until the next server is there.
    tab.errors.splice(0, Infinity, ...tab.errors.filter((one) => !one.includes('REFUSED')))
    assertNoErrors(tab)
  } finally {
    child.kill()
    await inTime(ended, 'it ends')
  }
}
