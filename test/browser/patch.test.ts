/**
 * Random block trees and random successors: the patched page must equal a fresh render, always. With a
 * foreign script damaging the page: equal after healing, and never an exception. OVERWIRE_CASES sets how
 * many of each; OVERWIRE_SEED runs a single one.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { build as bundle } from 'esbuild'
import { Differ, SAME } from '../../src/template/diff.ts'
import { print } from '../../src/template/print.ts'
import type { Template } from '../../src/template/template.ts'
import type { TemplateEntry } from '../../src/wire/frames.ts'
import { build, Pool } from '../patch/model.ts'
import type { Case, Outcome, Step } from '../patch/page.ts'
import { Random } from '../patch/random.ts'
import { StreamLife } from '../patch/stream-model.ts'
import { javascript, openTab, serve } from './browser.ts'

const CASES = Number(process.env['OVERWIRE_CASES'] ?? 2000)
const ONLY = process.env['OVERWIRE_SEED']
const BATCH = 250
const STEPS = 3

const pool = new Pool(20_261_121, 300)
const mentioned = new Map<number, Template>()
const sink = { add: (template: Template) => void mentioned.set(template.alias, template) }
const sent = new Set<number>()

function makeCase(seed: number, foreign: boolean): Case {
  const random = new Random(seed)
  let model = pool.model(random, 'flow')
  let tree = build(model)
  const { html } = print(tree)
  const steps: Step[] = []
  for (let i = 0; i < STEPS; i++) {
    model = random.chance(0.05) ? pool.model(random, 'flow') : pool.successor(random, model)
    const next = build(model)
    const differ = new Differ(sink)
    const patch = differ.diff(tree, next)
    const fresh = print(build(model)).html
    const isLast = i === STEPS - 1
    // Values give lists new row ids, so a page that was not healed must not see patches after them.
    const values = foreign || isLast ? new Differ(sink).whole(foreign ? build(model) : next) : null
    steps.push({ patch: patch === SAME ? null : patch, values, fresh })
    tree = next
  }
  return { seed, html, steps, foreign }
}

function newEntries(): TemplateEntry[] {
  const entries: TemplateEntry[] = []
  for (const { alias, hash, markup, slots, svg } of mentioned.values()) {
    if (sent.has(alias)) continue
    sent.add(alias)
    const marks = slots.map((slot) => slot.mark)
    entries.push(svg ? [alias, hash, markup, marks, 1] : [alias, hash, markup, marks])
  }
  return entries
}

interface PatchPage {
  learn(entries: TemplateEntry[]): void
  runCases(cases: Case[]): { failures: Outcome[]; healed: number }
}

async function openPatchPage() {
  const { outputFiles } = await bundle({
    entryPoints: ['test/patch/page.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
  })
  const script = outputFiles[0]!.text
  const { url } = await serve((app) => {
    const page = '<!doctype html><title>patch</title><script type="module" src="/page.js"></script>'
    app.http('/', () => new Response(page, { headers: { 'content-type': 'text/html' } }))
    app.http('/page.js', javascript(script))
  })
  return openTab(url)
}

async function runAll(
  make: (seed: number) => Case,
): Promise<{ failures: Outcome[]; healed: number; ran: number }> {
  const { page } = await openPatchPage()
  sent.clear()
  const seeds = ONLY ? [Number(ONLY)] : Array.from({ length: CASES }, (_, i) => i)
  const failures: Outcome[] = []
  let healed = 0
  for (let from = 0; from < seeds.length && failures.length < 5; from += BATCH) {
    const cases = seeds.slice(from, from + BATCH).map(make)
    const outcome = await page.evaluate(
      (text) => {
        const { learn, runCases } = window as unknown as PatchPage
        const [entries, cases] = JSON.parse(text) as [TemplateEntry[], Case[]]
        learn(entries)
        return runCases(cases)
      },
      JSON.stringify([newEntries(), cases]),
    )
    failures.push(...outcome.failures)
    healed += outcome.healed
  }
  return { failures, healed, ran: seeds.length }
}

test(`a patched page equals a fresh render (${CASES} random trees) [B100]`, async () => {
  const { failures } = await runAll((seed) => makeCase(seed, false))
  assert.deepEqual(failures.slice(0, 3), [])
})

test(`a damaged page heals (${CASES} random trees) [B104]`, async (t) => {
  const { failures, healed, ran } = await runAll((seed) => makeCase(seed, true))
  assert.deepEqual(failures.slice(0, 3), [])
  t.diagnostic(`${healed} healings in ${ran} cases`)
  assert.ok(ONLY !== undefined || healed > ran / 100, 'the damage was never noticed')
})

test(`streams, append lists and growing texts show what plain ones would (${CASES} lives) [A38]`, async () => {
  const { failures } = await runAll((seed) => new StreamLife(new Random(seed)).case(seed, sink))
  assert.deepEqual(failures.slice(0, 3), [])
})
