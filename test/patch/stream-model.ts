/**
 * Random lives of a stream, an append list and a growing text, beside plain arrays and texts that say what
 * the page must show.
 */
import { Differ, SAME } from '../../src/template/diff.ts'
import type { TemplateSink } from '../../src/template/diff.ts'
import { each } from '../../src/template/each.ts'
import { html } from '../../src/template/html.ts'
import type { Block } from '../../src/template/html.ts'
import { print } from '../../src/template/print.ts'
import { stream } from '../../src/template/stream.ts'
import { textStream } from '../../src/template/text-stream.ts'
import type { Case, Step } from './page.ts'
import type { Random } from './random.ts'

interface Row {
  id: number
  text: string
}

const STEPS = 6
const rowKinds: ((row: Row) => Block)[] = [
  ({ text }) => html`<i>${text}</i>`,
  ({ text, id }) => html`<b>${id}</b> and ${text}`,
  ({ text, id }) => (id % 2 ? html`<u title=${text}>odd</u>` : html`${text}<hr>`),
]

export class StreamLife {
  readonly #random: Random
  readonly #limit: number
  readonly #row: (row: Row) => Block
  readonly #stream
  readonly #text = textStream('')
  #rows: Row[] = []
  #added: Row[] = []
  #news: Row[] = []
  #words = ''
  #open = true

  constructor(random: Random) {
    this.#random = random
    this.#limit = random.chance(0.5) ? 0 : random.below(13) - 6
    this.#row = random.pick(rowKinds)
    this.#stream = stream<Row>({ key: 'id', limit: this.#limit })
  }

  /** The page and some steps of it. */
  case(seed: number, sink: TemplateSink): Case {
    this.#change()
    let tree = this.#render(null)
    const printed = print(tree).html
    this.#news = []
    const steps: Step[] = []
    for (let i = 0; i < STEPS; i++) {
      if (this.#random.chance(0.2)) this.#fail(tree, sink)
      this.#change()
      const next = this.#render(null)
      const isLast = i === STEPS - 1
      const resend = !isLast && this.#random.chance(0.25)
      const patch = resend ? SAME : new Differ(sink).diff(tree, next)
      const before = resend ? tree : next
      const values = resend || isLast ? new Differ(sink).all(before, next) : null
      this.#news = []
      steps.push({ patch: patch ?? null, values, fresh: print(this.#fresh()).html, resend })
      tree = next
    }
    return { seed, html: printed, steps, foreign: false }
  }

  /** Changes that an event makes before it throws, or whose render fails. */
  #fail(tree: Block, sink: TemplateSink): void {
    const saved = [this.#rows, this.#added, this.#words, this.#open] as const
    const marks = [this.#stream.mark(), this.#text.mark()] as const
    this.#change()
    try {
      if (this.#random.chance(0.7)) new Differ(sink).diff(tree, this.#render({}))
    } catch {
      // What it was made for.
    }
    ;[this.#rows, this.#added, this.#words, this.#open] = saved
    this.#stream.rewind(marks[0])
    this.#text.rewind(marks[1])
    this.#news = []
  }

  #change(): void {
    const random = this.#random
    for (let count = random.below(5); count > 0; count--) this.#changeStream()
    this.#news = Array.from({ length: random.below(3) }, () => this.#newRow())
    for (const row of this.#news) this.#added = replaced(this.#added, row) ?? [...this.#added, row]
    if (random.chance(0.1)) this.#text.reset((this.#words = random.pick(['', 'x', '<&'])))
    for (let count = random.below(3); count > 0; count--) {
      const chunk = random.pick(['a', ' ', '', '<b>', 'ü'])
      this.#text.append(chunk)
      this.#words += chunk
    }
    const open = this.#open ? !random.chance(0.05) : random.chance(0.7)
    // A list that is hidden loses its rows for good.
    if (!open) {
      this.#stream.reset()
      this.#rows = []
    }
    this.#open = open
  }

  #changeStream(): void {
    const random = this.#random
    const roll = random.below(20)
    if (roll === 0) {
      this.#rows = []
      const rows = Array.from({ length: random.below(4) }, () => this.#newRow())
      this.#stream.reset(random.chance(0.5) ? rows : () => rows)
      for (const row of rows) this.#insert(row, undefined)
    } else if (roll < 5) {
      const id = random.below(12)
      this.#rows = this.#rows.filter((row) => row.id !== id)
      this.#stream.delete(random.chance(0.5) ? id : { id, text: '' })
    } else {
      const row = this.#newRow()
      const at = random.chance(0.5) ? undefined : random.pick([0, -1, 1, 3, -2, -3, 50, -50])
      this.#stream.insert(row, at === undefined ? {} : { at })
      this.#insert(row, at)
    }
  }

  #insert(row: Row, at: number | undefined): void {
    const inPlace = at === undefined ? replaced(this.#rows, row) : undefined
    const rows = inPlace ?? this.#rows.filter(({ id }) => id !== row.id)
    if (!inPlace) {
      const end = rows.length
      const index = at === undefined ? end : at < 0 ? Math.max(0, end + 1 + at) : at
      rows.splice(index, 0, row)
    }
    if (this.#limit > 0) this.#rows = rows.slice(-this.#limit)
    else this.#rows = this.#limit < 0 ? rows.slice(0, -this.#limit) : rows
  }

  #newRow(): Row {
    return { id: this.#random.below(12), text: `t${this.#random.below(1000)}` }
  }

  /** @param broken a value that can't be shown makes the render fail. */
  #render(broken: object | null): Block {
    const rows = this.#open && html`<div>${each(this.#stream, this.#row)}</div>`
    const added = each(this.#news, { key: 'id', append: true }, this.#row)
    return html`<main>${rows}<p>${this.#text}</p><em>${added}</em>${broken}</main>`
  }

  #fresh(): Block {
    const rows = this.#open && html`<div>${each(this.#rows, 'id', this.#row)}</div>`
    const added = each(this.#added, 'id', this.#row)
    return html`<main>${rows}<p>${this.#words}</p><em>${added}</em></main>`
  }
}

function replaced(rows: Row[], row: Row): Row[] | undefined {
  const at = rows.findIndex(({ id }) => id === row.id)
  return at < 0 ? undefined : rows.with(at, row)
}
