/**
 * A template between its syntax tree and its blocks: a flat list of operations, each of which knows
 * where in the HTML it stands. reader.ts makes it, split.ts and text.ts use it.
 */
import type { Context, Token } from 'liquidjs'
import { fixedAttribute, isCodeAttribute } from '../base/address.ts'
import { fail } from '../base/errors.ts'
import { mayBeTag, UNKNOWN } from './html-scanner.ts'
import type { HtmlScanner, Spot } from './html-scanner.ts'
import { describeToken } from './error.ts'

/** Where an operation stands. */
export interface OpPlace {
  before: Spot
  after: Spot
  /** The fewest elements that were open meanwhile. */
  low: number
  /** Its branches end inside different elements, so what is open after it is not known. */
  lost: boolean
  /** Elements that it opens or closes. */
  touched: ReadonlySet<string>
  /** Ends the round of a loop. */
  stops: boolean
  token: Token | null
}

/** HTML as written. */
export interface TextOp extends OpPlace {
  kind: 'text'
  text: string
}
/** Something to show. */
export interface ValueOp extends OpPlace {
  kind: 'value'
  evaluate: (context: Context) => unknown
  /** The value is HTML already. */
  html: boolean
  /** It is all of its attribute's value. */
  whole: boolean
  /** Nothing of its attribute's value stands before it. */
  first: boolean
}
/** One of several ways, or none (-1). */
export interface ChoiceOp extends OpPlace {
  kind: 'choice'
  choose: (context: Context) => number
  branches: Op[][]
}
/** The rows of a list. */
export interface LoopOp extends OpPlace {
  kind: 'loop'
  start: (context: Context) => Rounds
  /** Late, because a partial may contain itself. */
  body: () => Op[]
  /** The body may be another one each time. */
  isLate: boolean
  otherwise: Op[]
}
/** Operations with variables of their own. */
export interface ScopeOp extends OpPlace {
  kind: 'scope'
  /** Gives the context for the body. */
  enter: (context: Context) => Context
  leave: (context: Context) => void
  /** Late, because a partial may contain itself. */
  body: () => Op[]
  /** The body may be another one each time. */
  isLate: boolean
}
/** Something that happens and shows nothing. */
export interface EffectOp extends OpPlace {
  kind: 'effect'
  run: (context: Context) => void
}

export type Op = TextOp | ValueOp | ChoiceOp | LoopOp | ScopeOp | EffectOp

/** A loop that runs. */
export interface Rounds {
  context: Context
  items: readonly unknown[]
  /** There was nothing to go through, before a limit and an offset: what `else` has is shown. */
  isNone: boolean
  /** Sets the variables of a round. */
  round: (index: number) => void
  end: () => void
}

/** True when the page is, after it, where it was before. */
export function isBalanced({ before, after, low, lost }: Op): boolean {
  return !lost && before.mode === after.mode && before.depth === after.depth && low >= before.depth
}

/** The place of an operation that leads from one spot to another. */
export function place(before: Spot, after: Spot): Omit<OpPlace, 'token'> {
  const low = Math.min(before.depth, after.depth)
  return { before, after, low, lost: false, touched: new Set(), stops: false }
}

/**
 * The place of one with several ways, which the forks have read. The scanner goes on where they all
 * end; or where they began, when they don't end together.
 */
export function joinWays(
  before: Spot,
  scanner: HtmlScanner,
  forks: readonly HtmlScanner[],
  read: readonly Op[][],
): Omit<OpPlace, 'token'> {
  const agree = forks.every((fork) => fork.key === forks[0]!.key)
  const lost = !agree || forks.some((fork, i) => !isSettled(read[i]!, fork))
  const low = Math.min(...forks.map((fork) => fork.low))
  const touched = new Set(forks.flatMap((fork) => [...fork.touched]))
  if (!lost) scanner.follow(forks[0]!)
  else if (!agree) scanner.diverge(forks)
  for (const name of touched) scanner.touched.add(name)
  const stops = read.some((ops) => ops.some((op) => op.stops))
  return { before, after: scanner.spot(), low, lost, touched, stops }
}

/** True when after these operations it is known what is open. */
export function isSettled(ops: readonly Op[], scanner: HtmlScanner): boolean {
  if (scanner.odd) return false
  const base = ops[0]?.before.depth ?? 0
  return !ops.some((op) => op.lost && (op.before.depth <= base || op.before.mode !== 'content'))
}

/** Notes which values are all of their attribute, or begin it. */
export function noteAttributes(ops: readonly Op[]): void {
  ops.forEach((op, i) => {
    if (op.kind !== 'value') return
    const { mode } = op.before
    const [previous, next] = [ops[i - 1], ops[i + 1]]
    const start = previous?.kind === 'text' ? previous.text : ''
    const end = next?.kind === 'text' ? next.text : ''
    if (mode === 'before') op.first = true
    else if (mode === 'double') op.first = /=\s*"$/.test(start)
    else if (mode === 'single') op.first = /=\s*'$/.test(start)
    if (!op.first) return
    op.whole = mode === 'before' ? /^[\s/>]/.test(end) : end[0] === (mode === 'double' ? '"' : "'")
  })
}

const advice: Partial<Record<Spot['mode'], [place: string, fix: string]>> = {
  tag: ['a tag without an attribute name', 'Write name="{{ value }}".'],
  name: ['an attribute name', 'Write name="{{ value }}".'],
  raw: [
    'a script or style, or an element that may be one',
    'Put it into a data-… attribute, or end it with | raw when you vouch for it.',
  ],
}

/** Elements of which some attributes take no value: see {@link fixedAttribute}. */
const FIXED = ['base', 'meta', 'set', 'animate', 'animatetransform', 'animatemotion']

const mayBeAny = (tags: readonly string[], tag: string): boolean =>
  tags.some((one) => mayBeTag(one, [tag]))

/** Refuses values where no escaping makes them safe. @throws LiveError E_SLOT_PLACE. */
export function refuse({ mode, attribute, tags, isHeader }: Spot, token: Token): void {
  const wrong = advice[mode]
  if (wrong) throw fail('E_SLOT_PLACE', `in ${describeToken(token)}`, ...wrong)
  if (attribute === '' || !['before', 'double', 'single', 'unquoted'].includes(mode)) return
  if (attribute.startsWith(UNKNOWN)) {
    const fix =
      'Write the whole attribute in each branch: {% if a %}href="{{ url }}"{% else %}title="{{ url }}"{% endif %}.'
    throw fail(
      'E_SLOT_PLACE',
      `in ${describeToken(token)}`,
      'an attribute whose name a branch chooses',
      fix,
    )
  }
  const fixed = FIXED.find(
    (tag) => mayBeAny(tags, tag) && fixedAttribute(tag, attribute, { isHeader }) !== undefined,
  )
  if (fixed) {
    const fix = 'Write it in static text.'
    throw fail('E_SLOT_PLACE', `in ${describeToken(token)}`, `${attribute} of <${fixed}>`, fix)
  }
  if (isCodeAttribute(attribute)) {
    const fix = 'Bind an event of the view: live-click="name" and live-value-….'
    throw fail('E_SLOT_PLACE', `in ${describeToken(token)}`, `the attribute ${attribute}`, fix)
  }
}
