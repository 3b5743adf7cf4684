/**
 * Operations to a region: statics and what fills their slots, as an html literal has them. What can't
 * be cut into slots, such as a tag in one branch that another closes, becomes one slot of HTML text.
 *
 *     <ul>{% for t in todos %}<li class="{{ t.kind }}">{{ t.title }}</li>{% endfor %}</ul>
 *     region  '<ul>', '</ul>'                    one step: a list of
 *     region  '<li class="', '">', '</li>'       two steps
 */
import type { Context } from 'liquidjs'
import { each } from '../template/each.ts'
import { Block, keepWhiteSpace, svg } from '../template/html.ts'
import { nameSite } from '../template/source-location.ts'
import type { Site } from '../template/source-location.ts'
import { Raw } from '../template/raw.ts'
import { liquidError } from './error.ts'
import { shortName } from './files.ts'
import { isBalanced } from './ops.ts'
import type { ChoiceOp, LoopOp, Op, Rounds, ValueOp } from './ops.ts'
import { isStopped, toHtml, toPlain } from './text.ts'
import { childValue, wholeValue } from './value.ts'

/** Gives the value of a slot; or does something, when it has none. */
interface Step {
  slot: boolean
  run: (context: Context) => unknown
}

/** Statics with their steps. Its blocks all have the same statics. */
export class Region {
  readonly strings: readonly string[]
  readonly #steps: readonly Step[]
  /** Nothing but white space is in it. */
  readonly isBlank: boolean

  constructor(strings: readonly string[], steps: readonly Step[]) {
    this.strings = strings
    this.#steps = steps
    this.isBlank = strings.length === 1 && strings[0]!.trim() === ''
  }

  render(context: Context): Block {
    const values: unknown[] = []
    for (const { slot, run } of this.#steps) {
      const value = run(context)
      if (slot) values.push(value)
    }
    return new Block(this.strings, values)
  }

  /** A block without values, to look at its statics. */
  bare(): Block {
    return new Block(this.strings, [])
  }

  /** The block; its text for a region that shows nothing but white space. */
  child(context: Context): Block | string | null {
    const block = this.render(context)
    return this.isBlank ? this.strings[0] || null : block
  }
}

/** Cuts operations into a region; as one slot of HTML when there is no better way. */
export function split(ops: readonly Op[]): Region {
  const splitter = new Splitter(ops)
  const region = splitter.region()
  if (region !== null) return region
  return finish(['', ''], [{ slot: true, run: (c) => new Raw(toHtml(ops, c)) }], ops)
}

/** The statics get their site and their namespace before anything renders them. */
function finish(strings: readonly string[], steps: readonly Step[], ops: readonly Op[]): Region {
  nameSite(strings, placeOf(ops))
  keepWhiteSpace(strings)
  if (ops[0]?.before.svg) svg(strings as unknown as TemplateStringsArray)
  return new Region(strings, steps)
}

/** The line of the first operation that knows its own, less the lines of text before it. */
function placeOf(ops: readonly Op[]): Site {
  const first = ops.findIndex(({ token }) => token !== null)
  const token = ops[first]?.token
  if (!token) return { file: 'a template', line: 1 }
  const before = ops.slice(0, first).map((op) => (op.kind === 'text' ? op.text : ''))
  const line = token.getPosition()[0]! - (before.join('').split('\n').length - 1)
  return { file: token.file === undefined ? 'a template' : shortName(token.file), line }
}

class Splitter {
  readonly #ops: readonly Op[]
  readonly #base: number
  readonly #strings: string[] = ['']
  readonly #steps: Step[] = []

  constructor(ops: readonly Op[]) {
    this.#ops = ops
    this.#base = ops[0]?.before.depth ?? 0
  }

  /** The region; null when it can't be cut. */
  region(): Region | null {
    const ops = this.#ops
    for (let i = 0; i < ops.length;) {
      const op = ops[i]!
      const end = this.#endOfFit(i)
      if (end > 0) {
        for (; i < end; i++) this.#add(ops[i]!)
      } else {
        const last = this.#endOfStretch(i)
        if (last < 0) return null
        this.#slot(stretch(ops.slice(i, last + 1)))
        i = last + 1
      }
      if (!op.stops || i === ops.length) continue
      if (op.before.depth !== this.#base) return null
      const rest = split(ops.slice(i))
      this.#slot((context) => (isStopped(context) ? null : rest.child(context)))
      break
    }
    return finish(this.#strings, this.#steps, ops)
  }

  /** Where the tag or operation at `i` ends, if all in it fits into slots; else 0. */
  #endOfFit(i: number): number {
    const ops = this.#ops
    for (let k = i; k < ops.length; k++) {
      const op = ops[k]!
      if (!fits(op)) return 0
      if (op.after.mode === 'content') return k + 1
    }
    return ops.length
  }

  /** The last operation of the stretch of HTML that begins at `i`; -1 when none can end. */
  #endOfStretch(i: number): number {
    const ops = this.#ops
    const start = ops[i]!.before
    const touched = new Set<string>()
    let lost = false
    for (let k = i; k < ops.length; k++) {
      const op = ops[k]!
      if (lost && closes(op, start.depth) && start.depth > this.#base) {
        return touched.has(start.parent) ? -1 : k - 1
      }
      if (op.low < start.depth || op.stops) return -1
      if (op.lost) {
        if (op.before.mode !== 'content') return -1
        lost = true
        for (const name of op.touched) touched.add(name)
      }
      if (!lost && op.after.mode === 'content' && op.after.depth === start.depth) return k
    }
    return lost && start.depth === this.#base ? ops.length - 1 : -1
  }

  #add(op: Op): void {
    const { mode } = op.before
    if (op.kind === 'text') this.#strings[this.#strings.length - 1] += op.text
    else if (op.kind === 'effect') this.#steps.push({ slot: false, run: guard(op, op.run) })
    else if (mode === 'comment') return
    else if (mode === 'content') this.#slot(guard(op, child(op)))
    else this.#slot(guard(op, attribute(op)))
  }

  #slot(run: Step['run']): void {
    this.#steps.push({ slot: true, run })
    this.#strings.push('')
  }
}

/** True when it can stand in a template: as text, as a slot, or as nothing. */
function fits(op: Op): boolean {
  if (op.kind === 'text' || op.kind === 'effect') return true
  const { mode } = op.before
  if (op.stops && mode !== 'content') return false
  if (op.lost || mode === 'open' || mode === 'tag' || mode === 'name') return false
  if (mode === 'raw' || mode === 'declaration') return false
  if (op.kind === 'value' || mode !== 'content') return true
  return isBalanced(op)
}

/** A closing tag of the element that is open at that depth. */
function closes(op: Op, depth: number): boolean {
  return op.kind === 'text' && op.text.startsWith('</') && op.before.depth === depth
}

function guard<T>(op: Op, run: (context: Context) => T): (context: Context) => T {
  return (context) => {
    try {
      return run(context)
    } catch (error) {
      throw liquidError(error, op.token)
    }
  }
}

function stretch(ops: readonly Op[]): Step['run'] {
  return (context) => new Raw(toHtml(ops, context))
}

function attribute(op: Op): Step['run'] {
  if (op.kind === 'value' && op.whole && !op.html)
    return (context) => wholeValue(op.evaluate(context))
  return (context) => toPlain([op], context)
}

function child(op: Exclude<Op, { kind: 'text' | 'effect' }>): Step['run'] {
  switch (op.kind) {
    case 'value':
      return value(op)
    case 'choice':
      return choice(op)
    case 'loop':
      return loop(op)
    case 'scope': {
      const region = lazy(() => split(op.body()))
      // A name that is known only now may be another each time.
      return (context) => {
        const inner = op.enter(context)
        const body = op.isLate ? split(op.body()) : region()
        const block = body.child(inner)
        op.leave(context)
        return block
      }
    }
  }
}

function value(op: ValueOp): Step['run'] {
  return (context) => childValue(op.evaluate(context), op)
}

function choice({ choose, branches }: ChoiceOp): Step['run'] {
  const regions = branches.map((ops) => split(ops))
  return (context) => regions[choose(context)]?.child(context) ?? null
}

interface Row {
  key: unknown
  block: Block
}

function loop({ start, body, isLate, otherwise }: LoopOp): Step['run'] {
  const row = lazy(() => split(body()))
  const none = split(otherwise)
  return (context) => {
    const rounds = start(context)
    const rows = rounds.items.length > 0 ? rowsOf(rounds, isLate ? split(body()) : row()) : []
    rounds.end()
    if (rounds.isNone) return none.child(context)
    return each(
      rows,
      ({ key }) => key,
      ({ block }) => block,
    )
  }
}

/** Rows are rendered at once: the variables of a round are gone when the list is printed. */
function rowsOf({ items, context, round }: Rounds, region: Region): Row[] {
  const rows: Row[] = []
  const seen = new Set<unknown>()
  for (let i = 0; i < items.length; i++) {
    round(i)
    const block = region.render(context)
    let key = keyOf(items[i], i)
    if (seen.has(key)) key = `#${i}`
    seen.add(key)
    rows.push({ key, block })
    if (context.breakCalled) break
  }
  return rows
}

/** What keeps a row its own: an id, a key, the item itself if it is a text or a number; or its place. */
function keyOf(item: unknown, index: number): unknown {
  if (typeof item === 'object' && item !== null) {
    const { id, key } = item as { id?: unknown; key?: unknown }
    const own = id ?? key
    return typeof own === 'string' || typeof own === 'number' || typeof own === 'bigint'
      ? own
      : `#${index}`
  }
  return typeof item === 'string' || typeof item === 'number' ? item : `#${index}`
}

function lazy<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
