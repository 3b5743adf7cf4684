/**
 * Views without a render() of their own: which template they have, which variables it sees, and who
 * renders it. LiveView calls this.
 */
import { fail } from '../../base/errors.ts'
import type { Block } from '../../template/html.ts'
import { findHandle } from './view-handle.ts'
import type { TemplateEngine, TemplateSource } from '../page/template-engine.ts'

interface TemplatedClass {
  readonly name: string
  readonly template?: string
  readonly templateName?: string
}

/**
 * Refuses view classes that can't be rendered.
 * @param options `ownRender`: the class has a render() that is not LiveView's.
 * @throws LiveError E_NO_TEMPLATE.
 */
export function checkTemplate(
  View: TemplatedClass,
  engine: TemplateEngine | undefined,
  { ownRender = false }: { ownRender?: boolean } = {},
): void {
  const { name, template, templateName } = View
  if (template !== undefined && templateName !== undefined) {
    const fix = 'Remove one: a view has a file or a string.'
    throw fail('E_NO_TEMPLATE', name, 'has both a template and a templateName.', fix)
  }
  if (ownRender) return
  if (template === undefined && templateName === undefined) {
    const fix =
      `Write static templateName = '${name.toLowerCase()}.liquid', ` +
      "static template = '…', or render() { return html`…` }."
    throw fail('E_NO_TEMPLATE', name, 'has no template, no templateName and no render().', fix)
  }
  if (engine === undefined) {
    const fix =
      'Write import { liquid } from "overwire/liquid" and ' +
      'createApp({ templates: liquid({ root: "views" }) }).'
    throw fail('E_NO_TEMPLATE', name, 'has a template, and createApp() got no engine for it.', fix)
  }
}

/** Renders a view's template with the variables it gives. */
export function renderTemplate(view: object, context: () => Record<string, unknown>): Block {
  const handle = findHandle(view)
  const View = view.constructor as unknown as TemplatedClass
  checkTemplate(View, handle?.templates)
  const source: TemplateSource = {
    template: View.template,
    templateName: View.templateName,
    view: View.name,
  }
  return handle!.templates!.block(source, context(), { request: handle!.request })
}

/**
 * The variables a template sees unless the view says otherwise: public fields, public getters, `viewId`.
 * Getters become functions, which templates call when they read them, so unread ones cost nothing.
 * @param base the class at which looking for getters ends.
 */
export function contextDataOf(view: object, base: object): Record<string, unknown> {
  const context: Record<string, unknown> = {}
  for (let at = Object.getPrototypeOf(view) as object; at !== base && at !== null;) {
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (get !== undefined && !name.startsWith('_') && !(name in context)) {
        context[name] = once(() => get.call(view) as unknown)
      }
    }
    at = Object.getPrototypeOf(at) as object
  }
  for (const [name, value] of Object.entries(view)) {
    if (!name.startsWith('_')) context[name] = value
  }
  context['viewId'] = findHandle(view)?.id ?? ''
  return context
}

function once(read: () => unknown): () => unknown {
  let done = false
  let value: unknown
  return () => {
    if (!done) [done, value] = [true, read()]
    return value
  }
}
