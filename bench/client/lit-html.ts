/** lit-html with its keyed `repeat`. It cannot adopt a page: it renders the page anew. */
import { html, render, type TemplateResult } from 'lit-html'
import { repeat } from 'lit-html/directives/repeat.js'
import { tone, type Row } from '../content.ts'
import { staticNodes, type State } from './operations.ts'
import { start } from './page.ts'

start({
  mount: (root, state) => show(root, state),
  update: (root, state) => show(root, state),
  adopt(root, state) {
    root.textContent = ''
    show(root, state)
  },
})

function show(root: HTMLElement, state: State): void {
  render(state.kind === 'table' ? table(state.rows) : counter(state.count), root)
}

function table(rows: Row[]): TemplateResult {
  return html`<table>
    <tbody>
      ${repeat(rows, byId, rowTemplate)}
    </tbody>
  </table>`
}

function byId(row: Row): number {
  return row.id
}

function rowTemplate({ id, label, value }: Row): TemplateResult {
  // prettier-ignore
  return html`<tr class=${tone(value)}><td>${id}</td><td>${label}</td><td>${value}</td><td><button live-click="touch" live-value-i=${id}>Touch</button></td></tr>`
}

/** The statics of a template with 1,000 nodes, which nobody wants to read here. */
const counterStatics = withRaw([
  '<div><p>Count: <strong>',
  `</strong></p><ul>${staticNodes()}</ul></div>`,
])

function counter(count: number): TemplateResult {
  return html(counterStatics, count)
}

function withRaw(strings: string[]): TemplateStringsArray {
  return Object.assign(strings, { raw: strings })
}
