/** In Node: what Overwire's server sends to the browser in each operation. */
import { Differ, type TemplateSink } from '../../src/template/diff.ts'
import { each } from '../../src/template/each.ts'
import { html, type Block } from '../../src/template/html.ts'
import { print } from '../../src/template/print.ts'
import type { Template } from '../../src/template/template.ts'
import { FromServer, type TemplateEntry } from '../../src/wire/frames.ts'
import { tone, type Row } from '../content.ts'
import { operations, states, staticNodes, type State } from './operations.ts'
import type { MaterialMaker } from './technique.ts'

export interface OverwireMaterial {
  /** The first state's page, as the server prints it into the root element. */
  html: string
  templates: TemplateEntry[]
  /** The first state as a whole block: the text of a VALUES frame. */
  first: string
  /** The text of the UPDATE frame of each step; that of step 1 is updates[0]. */
  updates: string[]
}

const ANSWERED = 1
const PAGE_VIEW = 0

export const overwireMaterial: MaterialMaker = async (name, size, steps) => {
  const operation = operations.find((candidate) => candidate.name === name)!
  const all = states(operation, size, operation.again ? 1 : steps)
  const sink = new Mentioned()
  const differ = new Differ(sink)
  let tree = view(all[0]!)
  const first = differ.whole(tree)
  const updates = all.slice(1).map((state) => {
    const next = view(state)
    const patch = differ.diff(tree, next)
    tree = next
    return JSON.stringify([FromServer.UPDATE, ANSWERED, PAGE_VIEW, patch])
  })
  const material: OverwireMaterial = {
    html: print(view(all[0]!)).html,
    templates: sink.entries(),
    first: JSON.stringify([FromServer.VALUES, ANSWERED, PAGE_VIEW, first]),
    updates,
  }
  return material
}

class Mentioned implements TemplateSink {
  readonly #templates = new Set<Template>()

  add(template: Template): void {
    this.#templates.add(template)
  }

  entries(): TemplateEntry[] {
    return [...this.#templates].map(({ alias, hash, markup, slots }) => [
      alias,
      hash,
      markup,
      slots.map((slot) => slot.mark),
    ])
  }
}

function view(state: State): Block {
  if (state.kind === 'counter') return html(counterStatics, state.count)
  return html`<table>
    <tbody>
      ${each(state.rows, (row) => row.id, rowTemplate)}
    </tbody>
  </table>`
}

function rowTemplate({ id, label, value }: Row): Block {
  // prettier-ignore
  return html`<tr class=${tone(value)}><td>${id}</td><td>${label}</td><td>${value}</td><td><button live-click="touch" live-value-i=${id}>Touch</button></td></tr>`
}

/** The statics of a template with 1,000 nodes, which nobody wants to read here. */
const counterStatics = withRaw([
  '<div><p>Count: <strong>',
  `</strong></p><ul>${staticNodes()}</ul></div>`,
])

function withRaw(strings: string[]): TemplateStringsArray {
  return Object.assign(strings, { raw: strings })
}
