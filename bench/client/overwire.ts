/**
 * Overwire's own client, from a frame's text to the page, as its session does it. The frames are made by
 * the server's diff, in client/overwire-material.ts.
 */
import { settleFields } from '../../src/client/fields.ts'
import { ChildPart } from '../../src/client/parts.ts'
import { buildTemplate, type Template } from '../../src/client/template.ts'
import { asFramework, watch } from '../../src/client/foreign-nodes.ts'
import type { OverwireMaterial } from './overwire-material.ts'
import { start } from './page.ts'

let material: OverwireMaterial
/** The root's content, which is one child slot. */
let page: ChildPart
/** As in a browser that is open for long, templates are built once. */
const templates = new Map<number, Template>()

start({
  prepare(_operation, _size, prepared) {
    material = prepared as OverwireMaterial
    for (const [alias, hash, html, marks] of material.templates) {
      if (!templates.has(alias)) templates.set(alias, buildTemplate(hash, html!, marks!, undefined))
    }
  },
  mount(root) {
    attach(root)
    apply(material.first)
  },
  update: (_root, _state, step) => apply(material.updates[step - 1]!),
  served: () => material.html,
  // The page's slots are looked for when they are first addressed, which is the first change.
  adopt: attach,
})

function attach(root: HTMLElement): void {
  page = new ChildPart({ host: root, marker: null, end: null })
  watch(root)
}

function apply(frame: string): void {
  const [, , , value] = JSON.parse(frame)
  asFramework(() => {
    page.write(value, (alias) => templates.get(alias)!)
    settleFields()
  })
}
