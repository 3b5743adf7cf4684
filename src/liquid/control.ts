/** Liquid's control tags as they run: which branch, which rows, which variables. */
import { CaseTag, Drop, evalToken, IfTag, isTruthy, toValueSync, UnlessTag } from 'liquidjs'
import type { Context, ForTag, Hash, Template, Token, ValueToken } from 'liquidjs'
import type { Rounds } from './ops.ts'
import { evaluate, itemsOf } from './value.ts'

/** What tags register with a context beside variables. */
export const AROUND = 'overwire'

interface Binding {
  value: ValueToken
  alias?: string
}

/** The parts of {% render %} and {% include %} that Liquid keeps to itself. */
export interface PartialParts {
  /** A name, or an expression that gives it. */
  file: unknown
  currentFile?: string
  hash: Hash
  with?: Binding
  forBinding?: Binding
  withVar?: ValueToken
}

/** The variable `forloop`. Its methods are called when a template reads them. */
class Forloop extends Drop {
  readonly length: number
  readonly name: string
  #at = 0

  constructor(length: number, name: string) {
    super()
    this.length = length
    this.name = name
  }

  go(to: number): void {
    this.#at = to
  }

  index(): number {
    return this.#at + 1
  }

  index0(): number {
    return this.#at
  }

  rindex(): number {
    return this.length - this.#at
  }

  rindex0(): number {
    return this.length - this.#at - 1
  }

  first(): boolean {
    return this.#at === 0
  }

  last(): boolean {
    return this.#at === this.length - 1
  }
}

/** The value of an argument. */
export function argument(token: Token | undefined, context: Context): unknown {
  return toValueSync(evalToken(token, context))
}

function named(hash: Hash, context: Context): Record<string, unknown> {
  return toValueSync(hash.render(context)) as Record<string, unknown>
}

/** Ways of which one is shown. */
export interface Choice {
  ways: readonly Template[][]
  choose: (context: Context) => number
}

type Branch = CaseTag['branches'][number]

/**
 * The choices of a {% case %}. Every branch with a value that equals is shown, so it is one choice only
 * when no two branches can match.
 */
function caseChoices(tag: CaseTag): Choice[] {
  const { branches, elseTemplates } = tag
  if (!mayMatchTwice(branches)) {
    const choose = (context: Context): number => {
      const target = evaluate(tag.value, context)
      const found = branches.findIndex((branch) => matches(branch, target, context))
      return found < 0 ? branches.length : found
    }
    return [{ ways: [...branches.map(({ templates }) => templates), elseTemplates], choose }]
  }
  // A branch may assign what the case is about, so its value is read once.
  const runs = new WeakMap<Context, { target: unknown; hit: boolean }>()
  const choices = branches.map((branch, i): Choice => {
    const choose = (context: Context): number => {
      if (i === 0) runs.set(context, { target: evaluate(tag.value, context), hit: false })
      const run = runs.get(context)!
      if (!matches(branch, run.target, context)) return 1
      run.hit = true
      return 0
    }
    return { ways: [branch.templates, []], choose }
  })
  const otherwise = (context: Context): number => (runs.get(context)!.hit ? 1 : 0)
  return [...choices, { ways: [elseTemplates, []], choose: otherwise }]
}

function matches({ values }: Branch, target: unknown, context: Context): boolean {
  const equals = context.opts.operators['==']!
  return values.some((value) =>
    Boolean(toValueSync(equals(target, argument(value, context), context))),
  )
}

/** False when the values of all branches are written out and differ. */
function mayMatchTwice(branches: readonly Branch[]): boolean {
  const seen = new Set<unknown>()
  for (const { values } of branches) {
    for (const value of new Set(values.map((token) => token.getText()))) {
      const text = /^(['"])(.*)\1$/s.exec(value)?.[2]
      const known = text ?? (/^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined)
      if (known === undefined || seen.has(known)) return true
      seen.add(known)
    }
  }
  return false
}

/** The choices of a tag that has branches; undefined for others. */
export function choicesOf(node: unknown): Choice[] | undefined {
  if (node instanceof CaseTag) return caseChoices(node)
  if (!(node instanceof IfTag || node instanceof UnlessTag)) return undefined
  const ways = [...node.branches.map(({ templates }) => templates), node.elseTemplates ?? []]
  return [{ ways, choose: (context) => firstTrue(node, context) }]
}

/** The branch of an {% if %} or {% unless %} that is shown; the one after the last is "else". */
function firstTrue(node: IfTag | UnlessTag, context: Context): number {
  const found = node.branches.findIndex((branch) => {
    const value = evaluate(branch.value, context)
    const { test } = branch as { test?: typeof isTruthy }
    return (test ?? isTruthy)(value, context)
  })
  return found < 0 ? node.branches.length : found
}

/** The rounds of a {% for %}. */
export function forRounds(tag: ForTag, context: Context): Rounds {
  const name = `${tag.variable}-${tag.collection.getText()}`
  const all = itemsOf(argument(tag.collection, context))
  const key = `continue-${name}`
  context.push({ continue: context.getRegister(key, 0) })
  const { offset, limit, reversed } = named(tag.hash, context)
  context.pop()
  const from = Number(offset ?? 0)
  const rest = all.slice(from)
  const cut = limit === undefined ? rest : rest.slice(0, Number(limit))
  const items = reversed === undefined ? cut : cut.toReversed()
  context.setRegister(key, from + items.length)
  const loop = rounds(context, items, tag.variable, new Forloop(items.length, name), true)
  return { ...loop, isNone: all.length === 0 }
}

function rounds(
  context: Context,
  items: readonly unknown[],
  variable: string,
  forloop: Forloop,
  nested: boolean,
): Rounds {
  const scope: Record<string, unknown> = { forloop }
  if (nested) context.push(scope)
  else Object.assign(context.bottom(), scope)
  const go = (stop: boolean): void => {
    context.breakCalled = stop
    context.continueCalled = stop
  }
  return {
    context,
    items,
    isNone: items.length === 0,
    round(index) {
      go(false)
      forloop.go(index)
      const target = nested ? scope : context.bottom()
      target[variable] = items[index]
    },
    end() {
      go(false)
      if (nested) context.pop()
    },
  }
}

/** The context of a {% render %}: nothing but its arguments and the globals. */
export function renderScope(tag: PartialParts, name: string, context: Context): Context {
  const inner = context.spawn()
  inner.setRegister(AROUND, context.getRegister(AROUND))
  Object.assign(inner.bottom(), named(tag.hash, context))
  if (tag.with) inner.bottom()[tag.with.alias ?? name] = argument(tag.with.value, context)
  return inner
}

/** The rounds of {% render 'row' for rows as row %}. */
export function renderRounds(tag: PartialParts, name: string, context: Context): Rounds {
  const { value, alias } = tag.forBinding!
  const items = itemsOf(argument(value, context))
  const variable = alias ?? name
  const forloop = new Forloop(items.length, `${variable}-${value.getText()}`)
  return rounds(renderScope(tag, name, context), items, variable, forloop, false)
}

/** Puts the arguments of an {% include %} in front of the variables that are there. */
export function includeScope(tag: PartialParts, name: string, context: Context): Context {
  const scope = named(tag.hash, context)
  if (tag.withVar) scope[name] = argument(tag.withVar, context)
  context.push(scope)
  return context
}

/** Puts the arguments of a {% layout %} in front of the variables that are there. */
export function layoutScope(args: Hash, context: Context): void {
  context.push(named(args, context))
}
