/**
 * Random lives of components, nested views, lists, streams, hooks and fields: after each step the page
 * equals the model, everything that is shown lives once, and nodes stay with what they belong to. The
 * frames are a real server's; a real browser takes them. OVERWIRE_CASES and OVERWIRE_SEED as in patch.test.ts.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { build as bundle } from 'esbuild'
import type { ServerFrame } from '../../src/wire/frames.ts'
import { eventually } from '../eventually.ts'
import { assertSame, expected, livesOf, placesOf } from '../inner/model.ts'
import type { Step } from '../inner/model.ts'
import type { Case, Recorded } from '../inner/page.ts'
import { SceneMaker } from '../inner/scene.ts'
import { OtherPage, ScenePage, stages } from '../inner/views.ts'
import type { RowOrder, Stage } from '../inner/views.ts'
import { Random } from '../patch/random.ts'
import { loadPage, RawWindow } from '../server/raw-window.ts'
import { openTab, serve } from './browser.ts'

/** A fifth of the pages of patch.test.ts: a life takes longer, and each mistake that was planted showed within 400. */
const CASES = Math.ceil(Number(process.env['OVERWIRE_CASES'] ?? 2000) / 5)
const ONLY = process.env['OVERWIRE_SEED']
const BATCH = 250
const STEPS = 6

/** One case as it is recorded: what the server says to a window that does random things. */
class Recording {
  readonly #random: Random
  readonly #maker: SceneMaker
  readonly #stage: Stage
  readonly #name: string
  readonly #url: string
  #window!: RawWindow
  #token = ''
  #cookie = ''
  #resumeKey = ''
  /** Counted frames that came so far. */
  #seq = 0
  #event = 0
  /** Frames of the window that were recorded. */
  #taken = 0
  /** Numbers of views by the serial of their instance. */
  readonly #numbers = new Map<number, number>()

  constructor(seed: number, url: string) {
    this.#random = new Random(seed)
    this.#maker = new SceneMaker(this.#random)
    this.#stage = { scene: this.#maker.scene(), lives: [] }
    this.#name = String(seed)
    this.#url = url
    stages.set(this.#name, this.#stage)
  }

  async record(seed: number): Promise<Case> {
    const page = await loadPage(`${this.#url}/a/${this.#name}`)
    const first = expected(null, this.#stage, 'visit')
    this.#token = page.token
    this.#cookie = page.cookie
    for (const [, number, serial] of page.html.matchAll(
      /live-view="(\d+)">(?:(?!live-view)[^])*?data-life="s(\d+)"/g,
    )) {
      this.#numbers.set(Number(serial), Number(number))
    }
    await this.#join()
    const steps: Recorded[] = []
    for (let i = 0; i < STEPS; i++) steps.push(await this.#step())
    await this.#window.close()
    await eventually(() => this.#stage.lives.every(({ ended }) => ended), 'everything has ended')
    stages.delete(this.#name)
    return { seed, html: page.html, first, steps }
  }

  async #join(): Promise<void> {
    this.#window = await RawWindow.open(this.#url, this.#cookie)
    this.#taken = 0
    const again = [this.#resumeKey, this.#seq, [], `/a/${this.#name}`]
    this.#window.send([0, 1, this.#token, ...(this.#resumeKey ? again : [])])
    await this.#window.until(() => this.#window.frames.length > 0)
    const hello = this.#window.frames[0] as unknown as [
      0,
      number,
      string,
      string,
      number,
      number,
      number,
    ]
    this.#resumeKey = hello[3]
    this.#seq = hello[6]
  }

  async #step(): Promise<Recorded> {
    const before = structuredClone(this.#stage.scene)
    const lives = livesOf(this.#stage)
    const step = await this.#act()
    await this.#settle()
    assertSame(lives, livesOf(this.#stage), step)
    return { step, frames: this.#take(), expected: expected(before, this.#stage, step) }
  }

  async #act(): Promise<Step> {
    const random = this.#random
    const { scene } = this.#stage
    const roll = random.below(20)
    if (roll < 8) {
      for (let i = random.below(3); i >= 0; i--) this.#maker.change(scene)
      await this.#send('show', null, 0)
    } else if (roll < 10) await this.#changeInner()
    else if (roll < 12) await this.#hit()
    else if (roll < 16) await this.#order()
    else if (roll < 17) {
      this.#window.send([4, this.#random.pick([0, ...this.#numbersShown()])])
      return 'heal'
    } else if (roll < 19) {
      this.#stage.scene = this.#maker.scene()
      this.#window.send([
        5,
        ++this.#event,
        this.#count(),
        `/${random.pick(['a', 'b'])}/${this.#name}`,
        1,
      ])
      await this.#answered()
      return 'visit'
    } else {
      await this.#window.close()
      await eventually(
        () => this.#stage.lives.every(({ ended }) => ended),
        'the window is forgotten',
      )
      // The new view may show something else.
      if (random.chance(0.5)) for (let i = 0; i < 3; i++) this.#maker.change(scene)
      await this.#join()
      return 'lost'
    }
    return 'patch'
  }

  async #changeInner(): Promise<void> {
    const { scene } = this.#stage
    const views = [...placesOf(scene).keys()].filter((key) => /^[VW]:/.test(key))
    if (views.length === 0) return this.#send('show', null, 0)
    const key = this.#random.pick(views)
    this.#maker.changeInner(scene, key)
    const life = this.#stage.lives.find((one) => one.key === key && !one.ended)!
    await this.#send('show', null, this.#numbers.get(life.serial))
  }

  async #hit(): Promise<void> {
    const alive = this.#stage.lives.filter(({ ended }) => !ended)
    if (alive.length === 0) return this.#send('show', null, 0)
    const { serial } = this.#random.pick(alive)
    await this.#send('hit', null, this.#numbers.get(serial))
  }

  async #order(): Promise<void> {
    const random = this.#random
    const { rows } = this.#stage.scene
    const send = (order: RowOrder): Promise<void> => this.#send('order', order, 0)
    const roll = random.below(5)
    if (roll === 0 && rows.length > 0) {
      const [row] = rows.splice(random.below(rows.length), 1)
      return send({ what: 'remove', key: row!.key })
    }
    if (roll === 1 && rows.length > 0) {
      const row = random.pick(rows)
      row.kids = this.#maker.row(this.#stage.scene).kids
      return send({ what: 'update', row: row.key })
    }
    if (roll === 2) {
      random.shuffle(rows)
      if (random.chance(0.5)) rows.push(this.#maker.row(this.#stage.scene))
      return send({ what: 'reset' })
    }
    const at = random.below(rows.length + 1)
    const row = this.#maker.row(this.#stage.scene)
    rows.splice(at, 0, row)
    return send({ what: 'insert', row: row.key, at })
  }

  #numbersShown(): number[] {
    return this.#stage.lives.flatMap(({ ended, serial }) =>
      ended ? [] : [this.#numbers.get(serial)!],
    )
  }

  async #send(name: string, args: object | null, view: number | undefined): Promise<void> {
    assert.ok(view !== undefined, `the number for ${name} is not known`)
    this.#window.send([1, ++this.#event, this.#count(), name, args, view])
    await this.#answered()
  }

  async #answered(): Promise<void> {
    const answer = await this.#window.answer(this.#event)
    assert.equal(this.#window.closed, undefined, this.#window.reason)
    assert.notEqual(answer[0], 2, JSON.stringify(answer))
  }

  /** Waits until what follows from the last event was sent too. */
  async #settle(): Promise<void> {
    for (let i = 0; i < 2; i++) await this.#send('noop', null, 0)
  }

  #count(): number {
    return this.#seq + this.#window.frames.filter(([op]) => op !== 0 && op !== 6 && op !== 7).length
  }

  #take(): ServerFrame[] {
    const frames = this.#window.frames.slice(this.#taken)
    this.#taken = this.#window.frames.length
    for (const frame of frames) {
      if (frame[0] !== 4) continue
      const serial = /"s(\d+)"/.exec(JSON.stringify(frame[3]))
      if (serial && frame[2] !== 0) this.#numbers.set(Number(serial[1]), frame[2])
    }
    return frames
  }
}

interface CasePage {
  runCases(cases: Case[]): Promise<string[]>
}

test(`what is inside of views lives as in a model (${CASES} random lives)`, async () => {
  const { outputFiles } = await bundle({
    entryPoints: ['test/inner/page.ts'],
    // Its parts are the client's.
    define: { 'import.meta.url': 'clientUrl' },
    banner: { js: 'const clientUrl = location.origin + "/_overwire/client.js"' },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
  })
  const { url } = await serve(
    (app) => {
      app.live('/a/:stage', ScenePage).live('/b/:stage', OtherPage)
      app.get('/run', () => {
        const page =
          '<!doctype html><title>run</title><script type="module" src="/page.js"></script>'
        return new Response(page, { headers: { 'content-type': 'text/html' } })
      })
      const headers = { 'content-type': 'text/javascript' }
      app.get('/page.js', () => new Response(outputFiles[0]!.text, { headers }))
    },
    {
      limits: {
        graceMs: 0,
        eventsPerSecond: 1e6,
        windowsPerAddress: 1e6,
        mountsPerSecond: Infinity,
      },
    },
  )
  const { page } = await openTab(`${url}/run`)
  const seeds = ONLY ? [Number(ONLY)] : Array.from({ length: CASES }, (_, i) => i)
  const failures: string[] = []
  for (let from = 0; from < seeds.length && failures.length < 3; from += BATCH) {
    // What earlier cases listened to is left behind.
    if (from > 0) await page.reload()
    await page.waitForFunction(() => 'runCases' in window)
    const cases: Case[] = []
    for (const seed of seeds.slice(from, from + BATCH)) {
      try {
        cases.push(await new Recording(seed, url).record(seed))
      } catch (error) {
        failures.push(`case ${seed}, recorded: ${String((error as Error).stack)}`)
      }
    }
    failures.push(
      ...(await page.evaluate(
        (text) => (window as unknown as CasePage).runCases(JSON.parse(text) as Case[]),
        JSON.stringify(cases),
      )),
    )
  }
  assert.deepEqual(failures.slice(0, 2), [])
})
