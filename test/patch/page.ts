/**
 * Runs in Chromium: adopts the HTML of one render, applies patches with the client's own code, and says
 * where the result differs from a fresh render.
 */
import { settleFields } from '../../src/client/fields.ts'
import { ChildPart } from '../../src/client/parts.ts'
import { inPlace } from '../../src/client/raw.ts'
import { buildTemplate } from '../../src/client/template.ts'
import type { Template } from '../../src/client/template.ts'
import { fragment } from '../../src/client/trusted.ts'
import { Desync, asFramework, watch } from '../../src/client/foreign-nodes.ts'
import { morph } from '../../src/features/morph/morph.ts'
import type { Json, TemplateEntry } from '../../src/wire/frames.ts'
import { Random } from './random.ts'

export interface Step {
  patch: Json | null
  values: Json
  fresh: string
  /** The page gets the values instead of the patch, as after damage. */
  resend?: boolean
}
export interface Case {
  seed: number
  html: string
  steps: Step[]
  /** Foreign scripts insert, wrap and remove nodes before each step. */
  foreign: boolean
}
export interface Outcome {
  seed: number
  error: string
}

// Pages load it when they have trusted HTML; without it the HTML is written anew.
inPlace.morph = morph

const templates = new Map<number, Template>()
const byAlias = (alias: number): Template => {
  const template = templates.get(alias)
  if (!template) throw new Error(`no template ${alias}`)
  return template
}

function learn(entries: TemplateEntry[]): void {
  for (const [alias, hash, html, marks, isSvg] of entries) {
    templates.set(alias, buildTemplate(hash, html!, marks!, isSvg ? 'svg' : undefined))
  }
}

function runCases(cases: Case[]): { failures: Outcome[]; healed: number } {
  const failures: Outcome[] = []
  let healed = 0
  for (const one of cases) {
    try {
      healed += runCase(one)
    } catch (error) {
      failures.push({ seed: one.seed, error: String((error as Error).stack ?? error) })
    }
  }
  return { failures, healed }
}

/** @returns how many steps needed healing. */
function runCase({ seed, html, steps, foreign }: Case): number {
  const root = document.createElement('main')
  root.append(fragment(html, root))
  document.body.replaceChildren(root)
  watch(root)
  const page = new ChildPart({ host: root, marker: null, end: null })
  const random = new Random(seed)
  let healed = 0
  steps.forEach((step, i) => {
    if (foreign) disturb(root, random)
    const isLast = i === steps.length - 1
    if (step.resend) {
      heal(page, step.values)
      return compare(root, step.fresh, `step ${i}, sent whole`)
    }
    if (step.patch !== null && !apply(page, step.patch)) {
      if (!foreign) throw new Error(`step ${i}: desync without damage`)
      healed++
      heal(page, step.values)
      compare(root, step.fresh, `step ${i}, healed`)
    } else if (!foreign) compare(root, step.fresh, `step ${i}`)
    if (foreign && isLast) {
      heal(page, step.values)
      compare(root, step.fresh, `step ${i}, resent`)
    }
  })
  if (!foreign) {
    const nodes = [...root.querySelectorAll('*')]
    heal(page, steps.at(-1)!.values)
    compare(root, steps.at(-1)!.fresh, 'resent')
    const kept = [...root.querySelectorAll('*')]
    const replaced = nodes.find((node, i) => node !== kept[i])
    if (replaced) throw new Error(`resending replaced ${replaced.outerHTML} in ${root.innerHTML}`)
  }
  return healed
}

function apply(page: ChildPart, patch: Json): boolean {
  try {
    asFramework(() => {
      page.write(patch, byAlias)
      settleFields()
    })
    return true
  } catch (error) {
    if (error instanceof Desync) return false
    throw error
  }
}

function heal(page: ChildPart, values: Json): void {
  asFramework(() => {
    page.reconcile(values, byAlias)
    settleFields()
  })
}

/** What extensions and third-party scripts do to a page. */
function disturb(root: Element, random: Random): void {
  const count = random.below(4)
  for (let i = 0; i < count; i++) {
    const all = [...root.querySelectorAll('*')].filter((node) => !node.closest('[data-foreign]'))
    const target = all.length > 0 ? random.pick(all) : root
    const roll = random.below(10)
    const added = document.createElement(random.pick(['div', 'td', 'li', 'b', target.localName]))
    added.setAttribute('data-foreign', '')
    if (roll < 4) target.insertBefore(added, random.pick([...target.childNodes, null]))
    else if (roll < 6 && target !== root) {
      target.replaceWith(added)
      added.append(target)
    } else if (roll < 8 && target.firstChild) random.pick([...target.childNodes]).remove()
    else if (target.firstChild?.nodeType === 3) {
      const font = document.createElement('font')
      font.setAttribute('data-foreign', '')
      font.textContent = 'translated'
      target.firstChild.replaceWith(font)
    }
  }
}

function compare(root: Element, fresh: string, when: string): void {
  const wanted = document.createElement('main')
  wanted.append(fragment(fresh, wanted))
  const want = describe(wanted)
  const got = describe(root)
  if (got === want) return
  let at = 0
  while (got[at] === want[at]) at++
  const around = (text: string) => text.slice(Math.max(0, at - 60), at + 60)
  throw new Error(`${when}:\n  got    …${around(got)}\n  wanted …${around(want)}`)
}

/** A tree as text: tags, sorted attributes, joined text, and what fields show; no comments. */
function describe(node: Node): string {
  let out = ''
  for (const child of node.childNodes) {
    if (child.nodeType === 3) out += (child as Text).data
    if (!(child instanceof Element)) continue
    if (child.hasAttribute('data-foreign')) continue
    const attributes = [...child.attributes].map(
      ({ name, value }) => ` ${name}=${JSON.stringify(value)}`,
    )
    out += `<${child.localName}${attributes.sort().join('')}${fieldState(child)}>`
    out += `${describe(child)}</${child.localName}>`
  }
  return out
}

function fieldState(element: Element): string {
  if (element instanceof HTMLInputElement) return ` [${element.value} ${String(element.checked)}]`
  if (element instanceof HTMLTextAreaElement) return ` [${element.value}]`
  if (element instanceof HTMLSelectElement) return ''
  if (element instanceof HTMLOptionElement) return ` [${String(element.defaultSelected)}]`
  return element instanceof HTMLUnknownElement ? '?' : ''
}

Object.assign(window, { learn, runCases })
