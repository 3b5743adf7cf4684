/** Runs in the browser around a technique: mounts, checks and times it for client/browser.ts. */
import { tone } from '../content.ts'
import {
  CHECKED_STEPS,
  markup,
  operations,
  states,
  STATIC_NODES,
  type Operation,
  type State,
} from './operations.ts'
import type { Technique } from './technique.ts'

export interface Samples {
  /** Milliseconds of script for one update, and of one update with the layout it causes. */
  script: number[]
  layout: number[]
}

/** What the page offers to the bench as `window.bench`. */
export interface BenchPage {
  prepare(operation: string, size: number, material: unknown): void
  /** Throws when the DOM is not what the state asks for. */
  check(operation: string, size: number): void
  /** Samples after `warmUp` samples that do not count. */
  measure(operation: string, size: number, warmUp: number, samples: number): Samples
}

/** Above this, one update is long enough for the clock, and batches would only take time. */
const SHORT_MS = 0.5

declare global {
  interface Window {
    bench: BenchPage
    gc?: () => void
  }
}

export function start(technique: Technique): void {
  window.bench = {
    prepare: (name, size, material) => technique.prepare?.(name, size, material),
    check: (name, size) => check(technique, find(name), size),
    measure: (name, size, warmUp, samples) =>
      new Measurement(technique, find(name), size).run(warmUp, samples),
  }
}

function find(name: string): Operation {
  return operations.find((operation) => operation.name === name)!
}

/** A new root that shows the operation's first state: techniques keep things on the old one. */
function begin(technique: Technique, operation: Operation, first: State): HTMLElement {
  const root = document.createElement('div')
  document.body.replaceChildren(root)
  if (operation.adopt) root.innerHTML = technique.served?.(first) ?? markup(first)
  else technique.mount(root, first)
  if (operation.adopt === 'before') technique.adopt(root, first)
  return root
}

function check(technique: Technique, operation: Operation, size: number): void {
  const all = states(operation, size, operation.again ? 1 : CHECKED_STEPS)
  const root = begin(technique, operation, all[0]!)
  if (operation.adopt === 'timed') technique.adopt(root, all[0]!)
  all.forEach((state, step) => {
    if (step > 0) technique.update(root, state, step)
    compare(root, state)
  })
}

function compare(root: HTMLElement, state: State): void {
  const found = state.kind === 'table' ? readTable(root) : readCounter(root)
  const wanted = state.kind === 'table' ? state.rows.map(rowText) : [`${state.count}`]
  if (found.length !== wanted.length) {
    throw new Error(`Expected ${wanted.length} rows, found ${found.length}`)
  }
  const wrong = wanted.findIndex((text, i) => text !== found[i])
  if (wrong >= 0) throw new Error(`Row ${wrong}: expected ${wanted[wrong]}, found ${found[wrong]}`)
}

function rowText({ id, label, value }: { id: number; label: string; value: number }): string {
  return `${tone(value)} ${id} ${label} ${value} Touch ${id}`
}

function readTable(root: HTMLElement): string[] {
  return [...root.querySelectorAll('tr')].map((row) => {
    const cells = [...row.cells].map((cell) => cell.textContent)
    const button = row.querySelector('button')!
    return [row.className, ...cells, button.getAttribute('live-value-i')].join(' ')
  })
}

function readCounter(root: HTMLElement): string[] {
  const nodes = root.querySelectorAll('li').length
  if (nodes !== STATIC_NODES) throw new Error(`Expected ${STATIC_NODES} nodes, found ${nodes}`)
  return [root.querySelector('strong')!.textContent!]
}

/** A block of samples of one operation. */
class Measurement {
  readonly #technique: Technique
  readonly #operation: Operation
  readonly #size: number
  readonly #first: State
  #root: HTMLElement
  #state: State
  #step = 0

  constructor(technique: Technique, operation: Operation, size: number) {
    this.#technique = technique
    this.#operation = operation
    this.#size = size
    this.#first = operation.first(size)
    this.#state = this.#first
    this.#root = begin(technique, operation, this.#first)
  }

  run(warmUp: number, samples: number): Samples {
    window.gc?.()
    let batch = 1
    for (let i = 0; i < warmUp; i++) {
      const { script } = this.#single()
      batch = script < SHORT_MS ? (this.#operation.batch ?? 1) : 1
    }
    const result: Samples = { script: [], layout: [] }
    for (let i = 0; i < samples; i++) {
      const { script, layout } = this.#single()
      result.script.push(batch > 1 ? this.#batch(batch) : script)
      result.layout.push(layout)
    }
    compare(this.#root, this.#state)
    document.body.replaceChildren()
    return result
  }

  /** One update from a page at rest; offsetHeight makes the browser lay the page out. */
  #single(): { script: number; layout: number } {
    const timed = this.#next()
    void document.body.offsetHeight
    const began = performance.now()
    timed()
    const done = performance.now()
    void document.body.offsetHeight
    return { script: done - began, layout: performance.now() - began }
  }

  /** Script time of one update, from several without layout between them. */
  #batch(updates: number): number {
    const timed = Array.from({ length: updates }, () => this.#next())
    void document.body.offsetHeight
    const began = performance.now()
    for (const update of timed) update()
    const done = performance.now()
    void document.body.offsetHeight
    return (done - began) / updates
  }

  /** Prepares the next update, untimed: its state, and a fresh start where one is needed. */
  #next(): () => void {
    const { again, adopt } = this.#operation
    if (again) {
      this.#step = 0
      this.#state = this.#first
      this.#root = begin(this.#technique, this.#operation, this.#first)
    }
    const root = this.#root
    if (adopt === 'timed') return () => this.#technique.adopt(root, this.#first)
    const step = ++this.#step
    const state = this.#operation.next(this.#state, step, this.#size)
    this.#state = state
    return () => this.#technique.update(root, state, step)
  }
}
