/** live-trigger-action: a form is submitted by the browser, once, when a patch makes the attribute true. */
import type { Host } from '../../client/host.ts'
import { cameWithPage } from '../dom/arrivals.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'
import { isUntrusted, ours } from '../dom/untrusted.ts'

/** What a button adds to its form, beside its name and value: where and how it is sent. */
const OVERRIDES = ['action', 'method', 'enctype', 'target'] as const

type Button = HTMLButtonElement | HTMLInputElement

/** Submits forms when the server says so. */
export function triggerActions(host: Host): void {
  const triggered = new WeakSet(cameWithPage(host, 'trigger-action') ? wanted() : [])
  const pressed = new WeakMap<HTMLFormElement, Button>()
  doc.addEventListener(
    'submit',
    (event) => {
      const { submitter } = event as SubmitEvent
      const form = event.target as HTMLFormElement
      // A button of users would say where the form is sent.
      if (submitter && !isUntrusted(submitter)) pressed.set(form, submitter as Button)
      else pressed.delete(form)
    },
    true,
  )
  const run = (): void => {
    for (const form of wanted()) {
      if (triggered.has(form)) continue
      triggered.add(form)
      host.own(() => submit(form, pressed.get(form)))
    }
  }
  host.observe({ patched: run })
  // The patch that brought the first one may have been applied before this part was here.
  run()
}

function wanted(): HTMLFormElement[] {
  const forms = doc.querySelectorAll<HTMLFormElement>(ours('form[live-trigger-action]'))
  return [...forms].filter(
    (form) => unshadowed(form).getAttribute('live-trigger-action') !== 'false',
  )
}

/** As if the button was pressed now, whatever the answer made of it; the form is as before afterwards. */
function submit(form: HTMLFormElement, button: Button | undefined): void {
  const plain = unshadowed(form)
  const field = doc.createElement('input')
  const before = OVERRIDES.map((name) => [name, plain.getAttribute(name)] as const)
  if (button) {
    for (const name of OVERRIDES)
      set(plain, name, button.getAttribute(`form${name}`) ?? plain.getAttribute(name))
    Object.assign(field, { type: 'hidden', name: button.name, value: button.value })
    plain.append(field)
  }
  // The form's own method may be hidden by a field of that name.
  HTMLFormElement.prototype.submit.call(form)
  field.remove()
  for (const [name, value] of before) set(plain, name, value)
}

function set(form: Element, name: string, value: string | null): void {
  if (value === null) form.removeAttribute(name)
  else form.setAttribute(name, value)
}
