/**
 * Liquid's syntax tree to operations (ops.ts): follows every way through the template and the
 * HTML along it. Partials and layouts are read where they are named.
 */
import {
  BlockTag,
  BreakTag,
  CaptureTag,
  CommentTag,
  ContinueTag,
  CycleTag,
  DecrementTag,
  EchoTag,
  ForTag,
  IncludeTag,
  IncrementTag,
  InlineCommentTag,
  LayoutTag,
  LiquidTag,
  Output,
  AssignTag,
  RawTag,
  RenderTag,
  Tag,
  toValueSync,
} from 'liquidjs'
import type { Context, Liquid, Template, Token, Value } from 'liquidjs'
import { isEventAttribute } from '../wire/reserved.ts'
import { decodeQuotes } from '../template/entities.ts'
import { HtmlScanner } from './html-scanner.ts'
import { argument, choicesOf, forRounds, layoutScope } from './control.ts'
import type { Choice, PartialParts } from './control.ts'
import { liquidError } from './error.ts'
import { changedAt } from './files.ts'
import type { LiquidFiles } from './files.ts'
import { isSettled, joinWays, noteAttributes, place, refuse } from './ops.ts'
import type { LoopOp, Op, OpPlace } from './ops.ts'
import { partialOp } from './partial.ts'
import { LiveTag } from './tags.ts'
import { toHtml } from './text.ts'
import { Captured, evaluate, isHtmlValue } from './value.ts'

/** Templates of blocks by name: the first is shown, the others are what `block.super` leads to. */
type Blocks = ReadonlyMap<string, readonly Template[][]>

interface Env {
  blocks: Blocks
  /** What {{ block.super }} shows. */
  above: readonly Template[][]
  layouts: number
}

interface Partial {
  ops: Op[]
  end: HtmlScanner | null
}

const TOP: Env = { blocks: new Map(), above: [], layouts: 0 }
const MAX_LAYOUTS = 50
/** Tags whose only result is that something is set. */
const setters = [AssignTag, CaptureTag]
const silent = [CommentTag, InlineCommentTag]
const stoppers = [BreakTag, ContinueTag]
const counters = [CycleTag, IncrementTag, DecrementTag]

/** Reads one template with all that it names. */
export class LiquidReader {
  /** Files that were read, and when they were changed last. */
  readonly paths: Map<string, number> = new Map()
  /** DOM events that elements listen to. */
  readonly events: Set<string> = new Set()
  readonly #liquid: Liquid
  readonly #files: LiquidFiles
  readonly #parse: (path: string) => Template[]
  readonly #ownFilters: ReadonlySet<string>
  readonly #partials = new Map<string, Partial>()

  constructor(
    liquid: Liquid,
    files: LiquidFiles,
    parse: (path: string) => Template[],
    ownFilters: ReadonlySet<string>,
  ) {
    this.#liquid = liquid
    this.#files = files
    this.#parse = parse
    this.#ownFilters = ownFilters
  }

  /** The operations of a whole template. @throws LiveError E_LIQUID, E_SLOT_PLACE. */
  read(nodes: readonly Template[]): Op[] {
    return this.#all(nodes, new HtmlScanner(), TOP)
  }

  /** The operations of a file whose name is known only when it is rendered. */
  readLate(name: string, from: string | undefined): Op[] {
    return this.#partial(name, from, new HtmlScanner()).ops
  }

  #all(nodes: readonly Template[], scanner: HtmlScanner, env: Env): Op[] {
    const ops: Op[] = []
    for (const node of nodes) {
      try {
        this.#node(node, scanner, env, ops)
      } catch (error) {
        throw liquidError(error, node.token)
      }
    }
    noteAttributes(ops)
    return ops
  }

  #node(node: Template, scanner: HtmlScanner, env: Env, ops: Op[]): void {
    if (node instanceof Output) return this.#output(node, node.value, scanner, env, ops)
    if (!(node instanceof Tag)) return this.#text(htmlText(node), scanner, ops)
    if (node instanceof RawTag) return this.#text(node.render(), scanner, ops)
    if (silent.some((kind) => node instanceof kind)) return
    if (node instanceof LiquidTag) {
      return void ops.push(...this.#all(node.templates, scanner, env))
    }
    if (node instanceof EchoTag) {
      const { value } = node as unknown as { value?: Value }
      return value && this.#output(node, value, scanner, env, ops)
    }
    if (node instanceof BlockTag) return this.#block(node, scanner, env, ops)
    if (node instanceof LayoutTag) return this.#layout(node, scanner, env, ops)
    const choices = choicesOf(node)
    if (choices) {
      for (const choice of choices) this.#choice(choice, node, scanner, env, ops)
      return
    }
    if (node instanceof ForTag) return this.#for(node, scanner, env, ops)
    if (node instanceof RenderTag || node instanceof IncludeTag) {
      return this.#include(node, scanner, ops)
    }
    this.#other(node, scanner, ops)
  }

  #text(text: string, scanner: HtmlScanner, ops: Op[]): void {
    for (const chunk of scanner.feed(text.replaceAll('\0', ''))) {
      const isTag = chunk.text.startsWith('<') || chunk.before.mode !== 'content'
      for (const [, name] of chunk.text.matchAll(/\s(live-[\w-]+)/g)) {
        if (isTag && isEventAttribute(name!)) this.events.add(name!.slice(5))
      }
      const { before, after } = chunk
      const low = Math.min(before.depth, after.depth)
      ops.push({ kind: 'text', text: chunk.text, ...place(before, after), low, token: null })
    }
  }

  #output(node: Template, value: Value, scanner: HtmlScanner, env: Env, ops: Op[]): void {
    const { postfix } = value.initial
    if (postfix.length === 1 && postfix[0]!.getText() === 'block.super') {
      const [first, ...rest] = env.above
      if (first) ops.push(...this.#all(first, scanner, { ...env, above: rest }))
      return
    }
    const html = isHtmlValue(value, this.#ownFilters)
    this.#value(node, html, scanner, ops, (context) => evaluate(value, context))
  }

  #value(
    { token }: Pick<Template, 'token'>,
    html: boolean,
    scanner: HtmlScanner,
    ops: Op[],
    run: (context: Context) => unknown,
  ): void {
    const before = scanner.spot()
    if (!html) refuse(before, token)
    scanner.value()
    const spots = place(before, scanner.spot())
    ops.push({ kind: 'value', evaluate: run, html, whole: false, first: false, ...spots, token })
  }

  #effect(
    { token }: Pick<Template, 'token'>,
    scanner: HtmlScanner,
    ops: Op[],
    run: (c: Context) => void,
  ): void {
    const spot = scanner.spot()
    ops.push({ kind: 'effect', run, ...place(spot, spot), token })
  }

  #other(node: Tag, scanner: HtmlScanner, ops: Op[]): void {
    const rendered = (context: Context): string =>
      String(toValueSync(this.#liquid.renderer.renderTemplates([node], context)) ?? '')
    if (node instanceof LiveTag) {
      // Between the attributes of an element it is one of them.
      const named = node.attribute && scanner.spot().mode === 'tag'
      if (named) this.#text(`${node.attribute}="`, scanner, ops)
      this.#value(node, false, scanner, ops, (context) => node.show(context))
      if (named) this.#text('"', scanner, ops)
    } else if (stoppers.some((kind) => node instanceof kind)) {
      this.#effect(node, scanner, ops, (context) => void node.render(context, null as never))
      ops.at(-1)!.stops = true
    } else if (node instanceof CaptureTag) {
      this.#effect(node, scanner, ops, this.#capture(node))
    } else if (node instanceof AssignTag) {
      this.#effect(node, scanner, ops, (context) => void toValueSync(node.render(context)))
    } else if (counters.some((kind) => node instanceof kind)) {
      this.#value(node, false, scanner, ops, (context) => decodeQuotes(rendered(context)))
    } else {
      if (scanner.spot().mode !== 'content') {
        throw new Error(`{% ${node.name} %} can't stand inside of an HTML tag.`)
      }
      this.#value(node, true, scanner, ops, rendered)
    }
  }

  #capture(node: CaptureTag): (context: Context) => void {
    const scanner = new HtmlScanner()
    const ops = this.#all(node.templates, scanner, TOP)
    const { mode, depth } = scanner.spot()
    const whole = mode === 'content' && depth === 0 && isSettled(ops, scanner)
    return (context) => {
      const html = toHtml(ops, context)
      context.bottom()[node.variable] = whole ? new Captured(html) : html
    }
  }

  #choice(choice: Choice, node: Tag, scanner: HtmlScanner, env: Env, ops: Op[]): void {
    const { read, ...where } = this.#ways(choice.ways, scanner, env)
    ops.push({ kind: 'choice', choose: choice.choose, branches: read, ...where, token: node.token })
  }

  #for(node: ForTag, scanner: HtmlScanner, env: Env, ops: Op[]): void {
    const ways = [node.templates, node.elseTemplates, []]
    const { read, ...where } = this.#ways(ways, scanner, env)
    const loop: LoopOp = {
      kind: 'loop',
      start: (context) => forRounds(node, context),
      body: () => read[0]!,
      isLate: false,
      otherwise: read[1]!,
      ...where,
      stops: false,
      token: node.token,
    }
    ops.push(loop)
  }

  /** Reads what may follow here, each by itself, and finds whether all lead to the same place. */
  #ways(
    ways: readonly Template[][],
    scanner: HtmlScanner,
    env: Env,
  ): Omit<OpPlace, 'token'> & { read: Op[][] } {
    scanner.branch()
    const before = scanner.spot()
    const forks = ways.map(() => scanner.fork())
    const read = ways.map((nodes, i) => this.#all(nodes, forks[i]!, env))
    return { read, ...joinWays(before, scanner, forks, read) }
  }

  #block(node: BlockTag, scanner: HtmlScanner, env: Env, ops: Op[]): void {
    const [first, ...above] = [...(env.blocks.get(node.block) ?? []), node.templates]
    ops.push(...this.#all(first!, scanner, { ...env, above }))
  }

  #layout(node: LayoutTag, scanner: HtmlScanner, env: Env, ops: Op[]): void {
    const { file, currentFile } = node as unknown as PartialParts
    if (file === undefined) return void ops.push(...this.#all(node.templates, scanner, env))
    if (typeof file !== 'string') {
      throw new Error("The name of a layout is written out: {% layout 'base.liquid' %}.")
    }
    if (env.layouts > MAX_LAYOUTS) throw new Error(`The layout "${file}" leads back to itself.`)
    const rest = node.templates.filter((child) => !(child instanceof BlockTag))
    for (const child of rest) {
      if (setters.some((kind) => child instanceof kind)) this.#node(child, scanner, env, ops)
    }
    const blocks = new Map(env.blocks)
    const add = (name: string, templates: Template[]) =>
      blocks.set(name, [...(blocks.get(name) ?? []), templates])
    for (const child of node.templates) {
      if (child instanceof BlockTag) add(child.block, child.templates)
    }
    add('', rest)
    this.#effect(node, scanner, ops, (context) => layoutScope(node.args, context))
    const inner: Env = { blocks, above: [], layouts: env.layouts + 1 }
    ops.push(...this.#all(this.#load(file, currentFile), scanner, inner))
    this.#effect(node, scanner, ops, (context) => void context.pop())
  }

  #include(node: RenderTag | IncludeTag, scanner: HtmlScanner, ops: Op[]): void {
    const tag = node as unknown as PartialParts
    const { file, currentFile } = tag
    scanner.value()
    const before = scanner.spot()
    const isLate = typeof file !== 'string'
    const partial = isLate ? null : this.#partial(file, currentFile, scanner.fork())
    const where = partial?.end
      ? joinWays(before, scanner, [partial.end], [partial.ops])
      : place(before, before)
    const op = partialOp(tag, {
      isRender: node instanceof RenderTag,
      isLate,
      nameOf: (context) => (isLate ? this.#lateName(file, context) : file),
      bodyOf: (name) => partial?.ops ?? this.readLate(name, currentFile),
    })
    ops.push({ ...op, ...where, token: node.token })
  }

  #lateName(file: unknown, context: Context): string {
    const name = Array.isArray(file)
      ? toValueSync(this.#liquid.renderer.renderTemplates(file as Template[], context))
      : argument(file as never, context)
    if (typeof name === 'string' && name !== '') return name
    throw new Error(`Expected the name of a template, got ${String(name)}.`)
  }

  /** A partial that names itself is balanced, or its HTML would never end. */
  #partial(name: string, from: string | undefined, scanner: HtmlScanner): Partial {
    const path = this.#files.find(name, from)
    const key = `${path} ${scanner.key}`
    const open = `${path} ${scanner.spot().mode}`
    const known = this.#partials.get(key) ?? this.#partials.get(open)
    if (known) return known
    const partial: Partial = { ops: [], end: null }
    this.#partials.set(key, partial).set(open, partial)
    partial.ops.push(...this.#all(this.#load(name, from), scanner, TOP))
    partial.end = scanner
    this.#partials.delete(open)
    return partial
  }

  #load(name: string, from: string | undefined): Template[] {
    const path = this.#files.find(name, from)
    this.paths.set(path, changedAt(path))
    return this.#parse(path)
  }
}

/** Text between tags, after white space control. */
function htmlText({ token }: Template): string {
  return (token as Token & { getContent(): string }).getContent()
}
