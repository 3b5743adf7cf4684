/**
 * Random templates: a pool of literals for each place a block can stand in (text flow, list, table body,
 * select, svg), with every kind of slot.
 */
import type { Random } from './random.ts'

/** Where a block stands; decides which elements it may consist of. */
export type Place = 'flow' | 'phrase' | 'li' | 'row' | 'option' | 'svg'

/** What a slot takes. */
export type SlotType =
  | { kind: 'text' | 'attribute' | 'flag' | 'value' | 'area' | 'raw' | 'any' | 'event' }
  | { kind: 'block' | 'list' | 'memo'; place: Place }

export interface Sketch {
  strings: readonly string[]
  slots: SlotType[]
  svg: boolean
}

/** Writes one template: static text with slots in between. */
class Draft {
  readonly #strings: string[] = ['']
  readonly slots: SlotType[] = []

  add(text: string): this {
    this.#strings[this.#strings.length - 1] += text
    return this
  }

  slot(type: SlotType): this {
    this.slots.push(type)
    this.#strings.push('')
    return this
  }

  done(svg: boolean): Sketch {
    return { strings: Object.freeze(this.#strings), slots: this.slots, svg }
  }
}

const words = ['alpha', 'beta &amp; co', 'gamma', '“quoted”', 'x', ' ', '\n  ', 'fish &lt;3']

export function sketch(random: Random, place: Place): Sketch {
  const draft = new Draft()
  const write = writers[place]
  if (place === 'flow' || place === 'phrase') {
    const count = 1 + random.below(3)
    for (let i = 0; i < count; i++) write(random, draft, 0)
  } else write(random, draft, 0)
  return draft.done(place === 'svg')
}

type Writer = (random: Random, draft: Draft, depth: number) => void

const writers: Record<Place, Writer> = {
  flow: writeFlow,
  phrase: writePhrase,
  li: (random, draft, depth) => {
    draft.add('<li')
    attributes(random, draft)
    draft.add('>')
    contents(random, draft, depth, writeFlow)
    draft.add('</li>')
  },
  row: writeRow,
  option: (_random, draft) => {
    draft.add('<option value="').slot({ kind: 'attribute' }).add('" ?selected=')
    draft.slot({ kind: 'flag' }).add('>').slot({ kind: 'text' }).add('</option>')
  },
  svg: writeSvg,
}

function attributes(random: Random, draft: Draft): void {
  const classes = random.below(10)
  if (classes < 3) draft.add(' class=').slot({ kind: 'attribute' })
  else if (classes < 5) {
    draft
      .add(' class="a ')
      .slot({ kind: 'attribute' })
      .add(' b ')
      .slot({ kind: 'attribute' })
      .add('"')
  }
  if (random.chance(0.2)) draft.add(' title="').slot({ kind: 'attribute' }).add(' &amp; more"')
  if (random.chance(0.2)) draft.add(' ?hidden=').slot({ kind: 'flag' })
  if (random.chance(0.2)) draft.add(' data-k="static"')
  if (random.chance(0.2)) draft.add(' live-click=').slot({ kind: 'attribute' })
}

function contents(random: Random, draft: Draft, depth: number, write: Writer): void {
  if (random.chance(0.35)) return void child(random, draft, 'flow')
  const count = random.below(3)
  for (let i = 0; i < count; i++) write(random, draft, depth + 1)
}

function child(random: Random, draft: Draft, place: 'flow' | 'phrase'): void {
  const kinds = ['text', 'text', 'block', 'any', 'raw', 'memo', 'list'] as const
  const kind = random.pick(kinds)
  draft.slot(kind === 'block' || kind === 'memo' || kind === 'list' ? { kind, place } : { kind })
}

function writePhrase(random: Random, draft: Draft, depth: number): void {
  const roll = random.below(5)
  if (roll === 0) draft.add(random.pick(words))
  else if (roll < 3) child(random, draft, 'phrase')
  else {
    const tag = random.pick(['b', 'span', 'em', 'my-tag'])
    draft.add(`<${tag}`)
    attributes(random, draft)
    draft.add('>')
    if (depth < 2) writePhrase(random, draft, depth + 1)
    draft.add(`</${tag}>`)
  }
}

function writeFlow(random: Random, draft: Draft, depth: number): void {
  switch (random.below(depth > 2 ? 4 : 12)) {
    case 0:
      return void draft.add(random.pick(words))
    case 1:
    case 2:
      return child(random, draft, 'flow')
    case 3:
      return writePhrase(random, draft, depth)
    case 4:
      draft.add('<ul>')
      if (random.chance(0.4)) draft.add('<li>first</li>')
      draft.slot({ kind: 'list', place: 'li' })
      if (random.chance(0.4)) draft.add('<li>last ').slot({ kind: 'text' }).add('</li>')
      return void draft.add('</ul>')
    case 5:
      draft.add('<table><tbody>').slot({ kind: 'list', place: 'row' })
      if (random.chance(0.3)) draft.slot({ kind: 'list', place: 'row' })
      return void draft.add('</tbody></table>')
    case 6:
      draft
        .add('<select')
        .add(random.chance(0.3) ? ' multiple' : '')
        .add('>')
      return void draft.slot({ kind: 'list', place: 'option' }).add('</select>')
    case 7:
      draft.add('<svg viewBox="0 0 9 9">').slot({ kind: 'block', place: 'svg' })
      return void draft.slot({ kind: 'list', place: 'svg' }).add('</svg>')
    case 8:
      return writeField(random, draft)
    case 9:
      draft.add('<pre>').slot({ kind: 'text' })
      return void draft.add(random.chance(0.5) ? ' end</pre>' : '</pre>')
    default: {
      const tag = random.pick(['div', 'section', 'article', 'blockquote'])
      draft.add(`<${tag}`)
      attributes(random, draft)
      draft.add('>')
      contents(random, draft, depth, writeFlow)
      return void draft.add(`</${tag}>`)
    }
  }
}

function writeField(random: Random, draft: Draft): void {
  switch (random.below(4)) {
    case 0:
      return void draft.add('<input value=').slot({ kind: 'attribute' }).add('>')
    case 1:
      return void draft.add('<input .value=').slot({ kind: 'value' }).add('>')
    case 2:
      return void draft.add('<input type="checkbox" ?checked=').slot({ kind: 'flag' }).add('>')
    default:
      return void draft.add('<textarea>').slot({ kind: 'area' }).add('</textarea>')
  }
}

function writeRow(random: Random, draft: Draft): void {
  draft.add('<tr')
  attributes(random, draft)
  draft.add('>')
  const cells = 1 + random.below(3)
  for (let i = 0; i < cells; i++) {
    draft.add('<td>')
    contents(random, draft, 2, writeFlow)
    draft.add('</td>')
  }
  draft.add('</tr>')
}

function writeSvg(random: Random, draft: Draft, depth: number): void {
  if (random.chance(0.3) && depth < 2) {
    draft.add('<g transform="translate(').slot({ kind: 'attribute' }).add(')">')
    draft.slot({ kind: 'block', place: 'svg' }).add('</g>')
  } else if (random.chance(0.3)) draft.add('<text>n ').slot({ kind: 'text' }).add('</text>')
  else draft.add('<circle r=').slot({ kind: 'attribute' }).add(' class="dot"/>')
}
