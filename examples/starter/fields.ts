/** Fields of forms, and what is wrong with them: said when a field is left, and when all are sent. */
import { html } from 'overwire'
import { send } from 'overwire/handlers'
import type { Block } from 'overwire'
import type { Consumer, Issues, SendData } from 'overwire/handlers'
import { rules } from './rules.ts'
import { texts } from './texts.ts'
import type { Said } from './texts.ts'
import type { Language } from './address.ts'

interface Field {
  form: keyof typeof rules
  name: string
  label: string
  value?: string | number
  type?: string
  autocomplete?: string
  rows?: number
}

/** A label, a field, and a place for its problem. */
export function field({ form, name, label, value = '', rows, ...rest }: Field): Block {
  const { type = 'text', autocomplete = 'off' } = rest
  const [id, problem] = [`field-${name}`, `error-${name}`]
  const input = html`
    <input
      id=${id} name=${name} type=${type} value=${value} autocomplete=${autocomplete} required
      aria-invalid="false" aria-describedby=${problem} data-action="change->page#run"
      data-liveview-function="starter.check" data-data-form=${form} data-data-field=${name}
    />
  `
  const area = html`
    <textarea
      id=${id} name=${name} rows=${rows} required
      aria-invalid="false" aria-describedby=${problem} data-action="change->page#run"
      data-liveview-function="starter.check" data-data-form=${form} data-data-field=${name}
    >${value}</textarea>
  `
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      ${rows ? area : input}
      <p class="problem" id=${problem} aria-live="polite"></p>
    </div>
  `
}

/** What a form's rules say of one of its fields; [] for nothing, and for fields it has not. */
export function check(form: keyof typeof rules, name: string, value: unknown): string[] {
  const shape = rules[form].shape
  if (!Object.hasOwn(shape, name)) return []
  const { error } = shape[name as keyof typeof shape].safeParse(value)
  return error?.issues.map(({ message }) => message) ?? []
}

/** Says what is wrong with these fields, and what is right again. */
export function tell(consumer: Consumer, lang: Language, names: string[], issues: Issues) {
  const steps = names.flatMap((name): SendData[] => {
    const [key] = issues[name] ?? []
    const text = key === undefined ? '' : texts[lang][key as Said]
    return [
      { target: `#error-${name}`, text },
      { target: `#field-${name}`, attributes: { 'aria-invalid': String(text !== '') } },
    ]
  })
  return send(consumer, steps)
}
