/**
 * The browser bench: what it costs to bring a page up to date, by technique. The techniques take
 * turns in blocks of samples; each one's DOM is checked before it is timed.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { openPages, type Pages } from './client/browser.ts'
import { materials, techniqueNames, type TechniqueName } from './client/material.ts'
import { CHECKED_STEPS, operations, type Operation } from './client/operations.ts'
import type { Samples } from './client/page.ts'
import { machine } from './machine.ts'
import { median } from './measure/latency.ts'
import { chosen, readOptions } from './options.ts'
import { clientGoals, clientTable, type ClientResult } from './report/client.ts'

const options = readOptions()
const techniques = chosen(options.frameworks, techniqueNames)
const wanted = chosen(
  options.only,
  operations.map(({ name }) => name),
)
/** Blocks of samples. At 10,000 rows a mount alone takes seconds, so there are fewer. */
const paces: Record<number, Pace> = options.quick
  ? { 1000: { blocks: 2, warmUp: 2, samples: 4 } }
  : {
      1000: { blocks: 3, warmUp: 3, samples: 10 },
      10_000: { blocks: 3, warmUp: 1, samples: 3 },
    }
const failures: string[] = []

const pages = await openPages(techniques)
const results: ClientResult[] = []
try {
  for (const size of Object.keys(paces).map(Number)) {
    for (const operation of operations) {
      if (!wanted.includes(operation.name) || !operation.sizes.includes(size)) continue
      results.push(...(await measure(pages, operation, size)))
    }
    console.log(clientTable(size, results))
  }
} finally {
  await pages.close()
}
console.log(clientGoals(results))
writeResults()
for (const failure of failures) console.error(`\nFAILED ${failure}`)
process.exitCode = failures.length > 0 ? 1 : 0

interface Pace {
  blocks: number
  warmUp: number
  samples: number
}

async function measure(pages: Pages, operation: Operation, size: number): Promise<ClientResult[]> {
  const samples = new Map<TechniqueName, Samples>()
  for (const technique of techniques) {
    try {
      await prepare(pages, technique, operation, size)
      samples.set(technique, { script: [], layout: [] })
    } catch (error) {
      const [message] = (error as Error).message.split('\n')
      failures.push(`${technique}, ${operation.name}, ${size} rows: ${message}`)
    }
  }
  for (let block = 0; block < paces[size]!.blocks; block++) {
    for (const [technique, { script, layout }] of samples) {
      const more = await runBlock(pages, technique, operation, size)
      script.push(...more.script)
      layout.push(...more.layout)
    }
  }
  return [...samples].map(([technique, { script, layout }]) => ({
    technique,
    operation: operation.name,
    rows: size,
    script_ms: rounded(median(script)),
    layout_ms: rounded(median(layout)),
  }))
}

async function prepare(
  pages: Pages,
  technique: TechniqueName,
  { name, batch = 1 }: Operation,
  size: number,
): Promise<void> {
  const { warmUp, samples } = paces[size]!
  // A sample is one update and, of short operations, a batch more; the check makes a few.
  const steps = Math.max(CHECKED_STEPS, (warmUp + samples) * (batch + 1))
  const material = await materials[technique]?.(name, size, steps)
  await pages.of(technique).evaluate(
    ([name, size, material]) => {
      window.bench.prepare(name, size, material)
      window.bench.check(name, size)
    },
    [name, size, material ?? null] as const,
  )
}

async function runBlock(
  pages: Pages,
  technique: TechniqueName,
  { name }: Operation,
  size: number,
): Promise<Samples> {
  const { warmUp, samples } = paces[size]!
  const page = pages.of(technique)
  await page.bringToFront()
  return page.evaluate(
    ([name, size, warmUp, samples]) => window.bench.measure(name, size, warmUp, samples),
    [name, size, warmUp, samples] as const,
  )
}

function rounded(ms: number): number {
  return Math.round(ms * 10_000) / 10_000
}

/** Only a complete run replaces the published results. */
function writeResults(): void {
  const complete =
    wanted.length === operations.length && techniques.length === techniqueNames.length
  const name = complete ? 'client' : 'client-partial'
  const folder = new URL('results/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  const provenance = { machine: machine(), quick: options.quick }
  const lines = [...results, provenance].map((entry) => `  ${JSON.stringify(entry)}`)
  writeFileSync(new URL(`${name}.json`, folder), `[\n${lines.join(',\n')}\n]\n`)
  console.log(`\nWritten to bench/results/${name}.json`)
}
