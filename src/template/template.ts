/**
 * A parsed template, kept for the life of the process: what to print, which slots it has, and the HTML
 * that a browser builds new copies from.
 */
import { fail } from '../base/errors.ts'
import { contentHash } from '../base/ids.ts'
import { compile } from './compile.ts'
import type { Chunk } from './chunk.ts'
import type { Slot } from './slot.ts'
import type { Post } from './form-post.ts'
import { isSvg, keepsWhiteSpace } from './html.ts'
import type { Block } from './html.ts'
import { mode } from './mode.ts'
import { Parser } from './parse.ts'
import { describePlace, inWordsOf, siteOf, SLOT } from './source-location.ts'
import type { Site } from './source-location.ts'
import { RowCache } from './row-cache.ts'

export interface Template {
  /** Names the template in this process's frames: 1, 2, 3… */
  alias: number
  /** Names it everywhere and for ever: a hash of its statics. */
  hash: string
  svg: boolean
  /** Printed around the slots: `chunks[0] slot0 chunks[1] slot1 chunks[2]`. */
  chunks: Chunk[]
  /** The same without slot marks; made when it is first needed, for layouts. */
  unmarked?: Chunk[]
  slots: Slot[]
  /** The slot that each value belongs to. */
  slotOf: number[]
  /** True when the template is exactly one element, so its block needs no anchors. */
  single: boolean
  /** Rows that were printed from it. */
  rows: RowCache
  /** HTML for the browser's `<template>`, with slot marks; see docs/protocol.md. */
  markup: string
  /** DOM events that its elements listen to. */
  events: string[]
  /** A <select> of it has a value. */
  chooses: boolean
  /** Forms and buttons that can be posted without a script; null: none. */
  posts: Post[] | null
  /** Child slots inside a form, by their index; null: none. */
  formSlots: ReadonlySet<number> | null
  /** Its source, for error sentences. */
  source: string
  site: Site
}

const byStrings = new WeakMap<readonly string[], Template>()
const byHash = new Map<string, Template>()
let firstAlias = 1
let lastStrings: readonly string[] | null = null
let lastTemplate: Template | null = null

/**
 * The template of a block; parses it at the first sight. Literals with the same statics share all
 * of it but `site`.
 * @throws LiveError E_TEMPLATE_SYNTAX, E_SLOT_PLACE, E_TEMPLATE_HTML.
 */
export function templateOf(block: Block): Template {
  const { strings } = block
  if (strings === lastStrings) return lastTemplate!
  let template = byStrings.get(strings)
  if (template === undefined) {
    template = build(strings)
    byStrings.set(strings, template)
  }
  lastStrings = strings
  lastTemplate = template
  return template
}

/** True when both blocks come from the same template, and are one thing: the one can become the other. */
export function sameTemplate(a: Block, b: Block): boolean {
  const isSame = a.strings === b.strings || templateOf(a).hash === templateOf(b).hash
  return isSame && a.identity === b.identity
}

/** Names templates from this number on: in a thread whose templates meet those of others in one window. */
export function nameTemplatesFrom(alias: number): void {
  firstAlias = alias
}

function build(strings: readonly string[]): Template {
  const svg = isSvg(strings)
  const source = strings.join(SLOT)
  const exact = keepsWhiteSpace(strings)
  const hash = contentHash((svg ? 'svg:' : '') + (exact ? 'exact:' : '') + source)
  const known = byHash.get(hash)
  const site = siteOf(strings)
  // Equal statics elsewhere are the same template: only its errors name another place.
  if (known !== undefined) return known.site === site ? known : { ...known, site }
  const compiled = compile(new Parser(source, site, { svg }).parse(), source, site, exact)
  if (mode.development && mode.checkHtml) check(compiled.probe, source, site, svg)
  const template: Template = {
    alias: firstAlias + byHash.size,
    hash,
    svg,
    source,
    site,
    rows: new RowCache(),
    ...compiled,
  }
  byHash.set(hash, template)
  return template
}

function check(probe: string, source: string, site: Site, svg: boolean): void {
  const found = mode.checkHtml!(probe, { svg })
  if (found === undefined) return
  const place = describePlace(source, sourceOffset(probe, found.offset, source), site)
  throw fail('E_TEMPLATE_HTML', place, found.problem, inWordsOf(site, found.fix))
}

/** The probe differs from the source only in what stands at slots, so equal lines stay equal. */
function sourceOffset(probe: string, offset: number, source: string): number {
  const line = probe.slice(0, offset).split('\n').length - 1
  return source.split('\n').slice(0, line).join('\n').length + (line > 0 ? 1 : 0)
}
