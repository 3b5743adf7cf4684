/** Runs the scenarios in an engine: a visitor and a server for each, one browser for all. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { inTime } from '../eventually.ts'
import { commands } from './commands.ts'
import { connection } from './connection.ts'
import type { Engine } from './driver.ts'
import { fields } from './fields.ts'
import { focus } from './focus.ts'
import { forms } from './forms.ts'
import { handlers } from './handlers.ts'
import { inner } from './inner.ts'
import { kinds } from './kinds.ts'
import { lists } from './lists.ts'
import { navigation } from './navigation.ts'
import { overlays } from './overlays.ts'
import { Visit } from './visit.ts'
import type { Scenarios } from './visit.ts'

const topics = {
  kinds,
  fields,
  forms,
  focus,
  lists,
  overlays,
  inner,
  navigation,
  connection,
  commands,
  handlers,
}

/** Makes a test of each scenario. */
export function runScenarios(name: string, start: () => Promise<Engine>): void {
  describe(`in ${name}`, () => {
    let engine: Engine | undefined
    before(async () => {
      engine = await inTime(start(), `${name} starts`, { mostMs: 60_000 })
    })
    after(() => engine?.close())
    for (const [topic, scenarios] of Object.entries<Scenarios>(topics)) {
      for (const [title, run] of Object.entries(scenarios)) {
        test(`${topic}: ${title}`, { timeout: 60_000 }, async () => {
          const visit = new Visit(engine!)
          try {
            await run(visit)
            assert.deepEqual(await visit.takeErrors(), [], 'errors of the page')
          } finally {
            await visit.leave()
            await engine!.forget()
          }
        })
      }
    }
  })
}
