/**
 * Random renders of a page and their successors. A model is plain data; `build` makes the blocks of one
 * render from it, as a view's render() would.
 */
import { each } from '../../src/template/each.ts'
import { Block, svg } from '../../src/template/html.ts'
import { memo } from '../../src/template/memo.ts'
import { raw } from '../../src/template/raw.ts'
import { sketch } from './grammar.ts'
import type { Place, Sketch, SlotType } from './grammar.ts'
import { Random } from './random.ts'

export interface Model {
  sketch: Sketch
  values: Value[]
}
interface Row {
  key: number
  block: Model
}
type Value =
  | string
  | number
  | boolean
  | null
  | undefined
  | { raw: string }
  | { rows: Row[] }
  | { memo: Model }
  | Model

const texts = [
  'a',
  'Bob',
  '',
  ' ',
  'x < y & "z"',
  "it's",
  '<b>bold</b>',
  '\nline',
  'tab\t',
  'emoji 🎉',
  '  two  ',
  'ünï',
]
const raws = [
  '<b>r</b>',
  'plain',
  '',
  '<i>x</i> and <u id="u">y</u>',
  'a<br>b',
  '<p>p</p>tail',
  '<!-- note -->c',
]
const DEEPEST = 4

/** Templates to choose from, made once. */
export class Pool {
  readonly #sketches: Record<Place, Sketch[]>

  constructor(seed: number, size: number) {
    const random = new Random(seed)
    const make = (place: Place, share: number) =>
      Array.from({ length: Math.ceil(size * share) }, () => sketch(random, place))
    this.#sketches = {
      flow: make('flow', 1),
      phrase: make('phrase', 0.3),
      li: make('li', 0.3),
      row: make('row', 0.3),
      option: make('option', 0.01),
      svg: make('svg', 0.1),
    }
  }

  model(random: Random, place: Place, depth: number = 0): Model {
    const chosen = random.pick(this.#sketches[place])
    return { sketch: chosen, values: chosen.slots.map((slot) => this.#value(random, slot, depth)) }
  }

  /** A later render: some values changed, rows moved, came and went. */
  successor(random: Random, before: Model, depth: number = 0): Model {
    const values = before.values.map((value, i) => {
      const slot = before.sketch.slots[i]!
      if (random.chance(0.5)) return value
      if (isRows(value)) return { rows: this.#rows(random, value.rows, slot, depth) }
      if (isModel(value) && random.chance(0.7)) return this.successor(random, value, depth + 1)
      return this.#value(random, slot, depth)
    })
    return { sketch: before.sketch, values }
  }

  #rows(random: Random, before: Row[], slot: SlotType, depth: number): Row[] {
    const place = (slot as { place: Place }).place
    let rows = before.filter(() => !random.chance(0.15))
    rows = rows.map((row) =>
      random.chance(0.3)
        ? { key: row.key, block: this.#rowSuccessor(random, row.block, place, depth) }
        : row,
    )
    if (random.chance(0.2)) random.shuffle(rows)
    else if (rows.length > 1 && random.chance(0.3)) {
      const [moved] = rows.splice(random.below(rows.length), 1)
      rows.splice(random.below(rows.length + 1), 0, moved!)
    }
    const inserts = random.chance(0.4) ? random.below(4) : 0
    for (let i = 0; i < inserts; i++) {
      rows.splice(random.below(rows.length + 1), 0, this.#row(random, place, depth))
    }
    return random.chance(0.05) ? [] : rows
  }

  #rowSuccessor(random: Random, block: Model, place: Place, depth: number): Model {
    return random.chance(0.9)
      ? this.successor(random, block, depth + 1)
      : this.model(random, place, depth + 1)
  }

  #row(random: Random, place: Place, depth: number): Row {
    return { key: Math.floor(random.next() * 1e9), block: this.model(random, place, depth + 1) }
  }

  #value(random: Random, slot: SlotType, depth: number): Value {
    switch (slot.kind) {
      case 'flag':
        return random.chance(0.5)
      case 'value':
      case 'area':
        return random.pick(texts)
      case 'attribute':
      case 'event':
        return random.pick([...texts, null, undefined, true, false, 7])
      case 'raw':
        return { raw: random.pick(raws) }
      case 'text':
        return random.pick([...texts, null, undefined, false, true, 0, 42, -1.5, NaN])
      case 'any':
        if (random.chance(0.3)) return { raw: random.pick(raws) }
        return random.chance(0.5) && depth < DEEPEST
          ? this.model(random, 'phrase', depth + 1)
          : random.pick(texts)
      case 'memo':
        return depth < DEEPEST ? { memo: this.model(random, slot.place, depth + 1) } : null
      case 'block':
        return depth < DEEPEST && random.chance(0.8)
          ? this.model(random, slot.place, depth + 1)
          : null
      case 'list': {
        const count = depth < DEEPEST ? random.below(6) : 0
        return { rows: Array.from({ length: count }, () => this.#row(random, slot.place, depth)) }
      }
    }
  }
}

const isRows = (value: Value): value is { rows: Row[] } =>
  typeof value === 'object' && value !== null && 'rows' in value
const isModel = (value: Value): value is Model =>
  typeof value === 'object' && value !== null && 'sketch' in value

/** The blocks of one render. */
export function build(model: Model): Block {
  const { strings, svg: isSvg } = model.sketch
  const values = model.values.map(buildValue)
  return isSvg
    ? svg(strings as unknown as TemplateStringsArray, ...values)
    : new Block(strings, values)
}

function buildValue(value: Value): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('raw' in value) return raw(value.raw)
  if ('memo' in value) return memo([value.memo], () => build(value.memo))
  if (isModel(value)) return build(value)
  return each(
    value.rows,
    (row) => row.key,
    (row) => build(row.block),
  )
}
