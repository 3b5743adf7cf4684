/** Runs in Chromium: takes the frames of a case with the client's own code, and checks each step. */
import { defineHooks } from '../../src/page-api.ts'
import { LiveClient } from '../../src/client/live-client.ts'
import { keepSticky } from '../../src/features/navigation/sticky.ts'
import type { ServerFrame } from '../../src/wire/frames.ts'
import type { Expected, Step } from './model.ts'

export interface Recorded {
  step: Step
  frames: ServerFrame[]
  expected: Expected
}
export interface Case {
  seed: number
  html: string
  first: Expected
  steps: Recorded[]
}

interface Hooked {
  mounted: number
  updated: number
  destroyed: number
}

let hooked = new Map<Element, Hooked>()
let nodes = new WeakMap<Element, string>()
const errors: string[] = []

const count = (el: Element, what: keyof Hooked): void => {
  const counts = hooked.get(el) ?? { mounted: 0, updated: 0, destroyed: 0 }
  counts[what]++
  hooked.set(el, counts)
}

defineHooks({
  Seen: {
    mounted() {
      count(this.el, 'mounted')
    },
    updated() {
      count(this.el, 'updated')
    },
    destroyed() {
      count(this.el, 'destroyed')
    },
  },
})

async function runCases(cases: Case[]): Promise<string[]> {
  const failures: string[] = []
  for (const one of cases) {
    try {
      await runCase(one)
    } catch (error) {
      failures.push(`case ${one.seed}: ${String((error as Error).stack ?? error)}`)
    }
  }
  return failures
}

async function runCase({ html, first, steps }: Case): Promise<void> {
  hooked = new Map()
  nodes = new WeakMap()
  errors.length = 0
  const parsed = new DOMParser().parseFromString(html, 'text/html')
  document.body.replaceChildren(document.importNode(parsed.querySelector('[live-root]')!, true))
  const root = document.querySelector('[live-root]')!
  const session = new LiveClient(root, 'ws://nowhere')
  let isVisiting = false
  keepSticky(session, () => isVisiting)
  await session.load('hooks')
  check(root, first, 'the first page')
  steps.forEach(({ step, frames, expected }, i) => {
    isVisiting = step === 'visit'
    const updates = new Map([...hooked].map(([el, { updated }]) => [el, updated]))
    for (const frame of frames) session.receive(frame)
    check(root, expected, `step ${i}, ${step}`, updates)
  })
}

function check(
  root: Element,
  expected: Expected,
  where: string,
  before?: Map<Element, number>,
): void {
  const fail = (what: string): never => {
    throw new Error(`${where}: ${what}${errors.length > 0 ? `; ${errors.join('; ')}` : ''}`)
  }
  const html = plain(root)
  if (html !== expected.html) fail(`shows\n  ${html}\nand not\n  ${expected.html}`)
  for (const field of root.querySelectorAll('input')) {
    const key = field.getAttribute('data-key')!
    const fate = expected.fields[key]
    const known = nodes.get(field)
    if (fate === 'kept' && known !== key) fail(`the field ${key} is another node`)
    const isOthers = known !== undefined && known !== key
    if ((fate === 'new' && known !== undefined) || (fate === 'own' && isOthers))
      fail(`the field ${key} has the node of ${known}`)
    nodes.set(field, key)
  }
  const here = [...root.querySelectorAll('[live-hook]')]
  for (const element of here) {
    const counts = hooked.get(element)
    const key = element.getAttribute('data-key')!
    if (counts?.mounted !== 1 || counts.destroyed !== 0)
      fail(`hook ${key}: ${JSON.stringify(counts)}`)
    if (expected.updated.includes(key) && counts!.updated <= (before?.get(element) ?? 0)) {
      fail(`hook ${key} did not hear of its update`)
    }
  }
  for (const [element, counts] of hooked) {
    if (!here.includes(element) && counts.destroyed !== 1) {
      fail(`the hook of a gone element: ${JSON.stringify(counts)}`)
    }
  }
  if (errors.length > 0) fail('errors')
}

/** Without what is the library's own. */
function plain(root: Element): string {
  const copy = root.cloneNode(true) as Element
  const walker = document.createTreeWalker(copy, NodeFilter.SHOW_COMMENT)
  const comments: ChildNode[] = []
  while (walker.nextNode()) comments.push(walker.currentNode as ChildNode)
  for (const comment of comments) comment.remove()
  for (const element of copy.querySelectorAll('*')) {
    for (const { name } of [...element.attributes]) {
      if (name.startsWith('live-')) element.removeAttribute(name)
    }
  }
  return copy.innerHTML
}

const log = console.error
console.error = (...words) => {
  errors.push(words.map(String).join(' '))
  log(...words)
}

Object.assign(window, { runCases })
