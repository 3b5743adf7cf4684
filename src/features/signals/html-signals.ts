/** Signals that every page knows: `html.…` change the document, on all matches of a selector. */
import type { Effects } from '../../client/host.ts'
import type { Json } from '../../wire/frames.ts'
import type { Operation, OperationName } from '../../wire/operations.ts'
import { browserUrl } from '../dom/places.ts'
import { report } from '../dom/report.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'

type Args = Record<string, Json>

/** Those that are one operation, and which arguments it takes. */
const simple: Record<string, [operation: OperationName, ...args: string[]]> = {
  content: ['html', 'content'],
  append: ['append', 'content'],
  prepend: ['prepend', 'content'],
  before: ['before', 'content'],
  after: ['after', 'content'],
  replace_with: ['replace', 'content'],
  remove: ['remove'],
  empty: ['empty'],
  text: ['text', 'content'],
  add_class: ['addClass', 'class_name'],
  remove_class: ['removeClass', 'class_name'],
  remove_attr: ['attribute', 'attr_name'],
  add_attribute: ['attribute', 'attr_name', 'attr_value'],
  boolean_attribute: ['attribute', 'attr_name', 'value'],
  focus: ['focus'],
}

/** The operations of a signal; undefined when it is none of these. */
export function operationsOf(name: string, args: Args): Operation[] | undefined {
  const [operation, ...names] = (Object.hasOwn(simple, name) && simple[name]) || []
  if (operation === undefined) return undefined
  const values = names.map((each) => (args[each] ?? null) as string | boolean | null)
  if (name === 'remove_attr') values.push(null)
  // Moving the focus to one of many is what was meant.
  const all = operation === 'focus' ? [] : [1]
  return [[operation, String(args['selector']), ...values, ...all]]
}

/** Runs `html.${name}`. @param dom the effect that applies operations. */
export function runHtml(name: string, args: Args, dom: Effects[string]): void {
  const operations = operationsOf(name, args)
  if (operations) return dom(...(operations as Json[]))
  if (name === 'download_file') return download(args)
  if (name === 'forms.set') return setForm(args)
  report('E_SIGNAL', `There is no html.${name}.`)
}

function download({ url, filename }: Args): void {
  const link = doc.createElement('a')
  const address = browserUrl(String(url))
  if (!/^(https?|blob):$/.test(address.protocol)) {
    return report('E_SIGNAL', `html.download_file: ${address.protocol} can't be downloaded.`)
  }
  link.href = address.href
  link.download = typeof filename === 'string' ? filename : ''
  doc.body.append(link)
  link.click()
  link.remove()
}

/** Fills the fields of all forms that match; a name with several values fills several fields. */
function setForm({ selector, values }: Args): void {
  const held = new Map<string, string[]>()
  for (const { name, value } of values as { name: string; value: Json }[]) {
    held.set(name, [...(held.get(name) ?? []), String(value ?? '')])
  }
  for (const form of doc.querySelectorAll<HTMLFormElement>(String(selector))) {
    for (const [name, wanted] of held) setFields(form, name, wanted)
  }
}

function setFields(form: HTMLFormElement, name: string, wanted: readonly string[]): void {
  const fields = [...unshadowed(form).elements].filter(
    (field) => (field as HTMLInputElement).name === name,
  ) as HTMLInputElement[]
  let next = 0
  for (const field of fields) {
    if (/^(checkbox|radio)$/.test(field.type)) field.checked = wanted.includes(field.value)
    else if ((field as Element) instanceof HTMLSelectElement) {
      const { options } = field as unknown as HTMLSelectElement
      for (const option of options) option.selected = wanted.includes(option.value)
    } else if (field.type !== 'file') field.value = wanted[next++] ?? wanted.at(-1)!
  }
}
