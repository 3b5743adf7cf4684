/** Serves an app on a free port for one test, and notes what it logs. */
import type { TestContext } from 'node:test'
import { listen } from 'overwire/node'
import type { Listening } from 'overwire/node'
import { createApp } from 'overwire'
import type { App, AppOptions } from 'overwire'

export interface Served extends Listening {
  app: App
  logged: { sentence: string; fields: Record<string, unknown> }[]
}

export async function serve(
  t: TestContext,
  setUp: (app: App) => void,
  options: AppOptions = {},
): Promise<Served> {
  const logged: Served['logged'] = []
  const note = (fields: object, sentence: string): void => {
    logged.push({ sentence, fields: { ...fields } })
  }
  const logger = { info: () => undefined, warn: note, error: note }
  const app = createApp({ logger, development: true, ...options })
  setUp(app)
  const listening = await listen(app, { port: 0 })
  t.after(() => listening.close())
  return { ...listening, app, logged }
}
