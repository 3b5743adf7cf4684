/** The fields of `overwire generate crud`, and the lines that each of them adds to the blueprint. */
import { fail } from '../base/errors.ts'
import { titleOf } from './generated-names.ts'

type Kind = 'string' | 'text' | 'number' | 'boolean'

/** A field as it is given: `price:number`. */
export interface CrudField {
  name: string
  kind: Kind
  /** Shown beside it: `Unit price`. */
  label: string
}

/** What a kind is in a table, a form and a test. */
interface KindLines {
  column: string
  definition: string
  /** The name of its rule, and what it is. */
  rule: string
  schema: string
  /** The function that shows it in a form. */
  show: string
  control: string
  /** What a test does with it at first; "" for nothing. */
  fill: string
  /** What a test finds in it afterwards. */
  kept: readonly [property: string, value: string]
}

const label = '<label for=${id}>${label}</label>'
const attributes = 'id=${id} name=${name}'
const described = "  aria-invalid=${invalid && 'true'} aria-describedby=${errorId}"

const kinds: Readonly<Record<Kind, KindLines>> = {
  string: {
    column: 'text().notNull()',
    definition: 'text not null',
    rule: 'line',
    schema: "z.string().trim().min(1, 'This is needed.').max(200, 'At most 200 letters.')",
    show: 'lineField',
    control: `${label}\n<input ${attributes} value=\${value}\n${described}>`,
    fill: "fill('Words')",
    kept: ['value', "'Words'"],
  },
  text: {
    column: 'text().notNull()',
    definition: 'text not null',
    rule: 'longText',
    schema: "z.string().trim().max(10_000, 'At most 10,000 letters.')",
    show: 'longTextField',
    control: `${label}\n<textarea rows="4" ${attributes}\n${described}>\${value}</textarea>`,
    fill: "fill('More words')",
    kept: ['value', "'More words'"],
  },
  number: {
    column: 'real().notNull()',
    definition: 'real not null',
    rule: 'amount',
    schema: "z.string().min(1, 'This is needed.').pipe(z.coerce.number('This is no number.'))",
    show: 'numberField',
    control: `${label}\n<input type="number" step="any" ${attributes} value=\${value}\n${described}>`,
    fill: "fill('12.5')",
    kept: ['value', "'12.5'"],
  },
  boolean: {
    column: "integer({ mode: 'boolean' }).notNull()",
    definition: 'integer not null',
    rule: 'checkbox',
    schema: 'z.coerce.boolean().default(false)',
    show: 'checkboxField',
    control:
      `<label class="check">\n  <input type="checkbox" ${attributes} ?checked=\${checked}\n  ` +
      `${described}> \${label}\n</label>`,
    fill: '',
    kept: ['isChecked', 'false'],
  },
}

/** Names that the generated files have for something else. */
const taken = ['id', 'search', 'constructor']

/** @throws LiveError E_COMMAND_LINE for words that are no fields, and when none of them is a `string`. */
export function crudFields(words: readonly string[]): CrudField[] {
  const fields = words.map(fieldOf)
  const names = fields.map(({ name }) => name)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw fail('E_COMMAND_LINE', `The field "${twice}" is given twice.`, '')
  if (fields.some(({ kind }) => kind === 'string')) return fields
  const fix = 'Write overwire generate crud product name:string price:number.'
  throw fail(
    'E_COMMAND_LINE',
    'The list needs a field of the type string, as the name of its rows.',
    fix,
  )
}

function fieldOf(word: string): CrudField {
  const [, name = '', kind = ''] = /^([a-z][A-Za-z\d]{0,23}):(\w+)$/.exec(word) ?? []
  if (!name || !Object.hasOwn(kinds, kind)) {
    const fix = `Write a name and one of ${Object.keys(kinds).join(', ')}: price:number.`
    throw fail('E_COMMAND_LINE', `"${word}" is no field.`, fix)
  }
  if (taken.includes(name)) {
    throw fail('E_COMMAND_LINE', `A field can't be named "${name}".`, 'Choose another name.')
  }
  const words = name.replace(/([A-Z])/g, ' $1').toLowerCase()
  return { name, kind: kind as Kind, label: titleOf([words]) }
}

/** The lines that stand in place of the marks of the blueprint, by mark. */
export function crudLines(fields: readonly CrudField[], table: string): Record<string, string[]> {
  const used = (Object.keys(kinds) as Kind[]).filter((kind) =>
    fields.some((one) => one.kind === kind),
  )
  const title = fields.find(({ kind }) => kind === 'string')!
  const texts = fields.filter(({ kind }) => kind === 'string' || kind === 'text')
  const checkboxes = fields.filter(({ kind }) => kind === 'boolean')
  const each = (line: (field: CrudField, lines: KindLines) => string): string[] =>
    fields.map((field) => line(field, kinds[field.kind]))
  return {
    columns: each(({ name }, { column }) => `${name}: ${column},`),
    definitions: each(({ name }, { definition }) => `"${name}" ${definition},`).map((line, at) =>
      at === fields.length - 1 ? line.slice(0, -1) : line,
    ),
    texts: [
      `const texts = sql\`${texts.map(({ name }) => `\${${table}.${name}}`).join(" || ' ' || ")}\``,
    ],
    kinds: used.map((kind) => `const ${kinds[kind].rule} = ${kinds[kind].schema}`),
    rules: each(({ name }, { rule }) => `${name}: ${rule},`),
    inputs: each(
      ({ name, label }, { show }) => `\${${show}('${label}', this.form.field('${name}'))}`,
    ),
    summary: summary(fields, title),
    fields: used.flatMap((kind, at) => [...(at === 0 ? [] : ['']), ...fieldFunction(kinds[kind])]),
    fills: fields
      .filter(({ kind }) => kinds[kind].fill)
      .map(({ name, label, kind }) => {
        const fill = name === title.name ? 'fill(title)' : kinds[kind].fill
        return `await page.getByLabel('${label}').${fill}`
      }),
    // What is not checked sends nothing: both ways are tried.
    checks: checkboxes.map(({ label }) => `await page.getByLabel('${label}').check()`),
    shown: checkboxes.map(({ label }) => `assertThat(page).toContainText('${label}: yes')`),
    kept: fields
      .filter(({ name }) => name !== title.name)
      .map(({ label, kind }) => {
        const [property, value] = kinds[kind].kept
        return `assert.equal(page.getByLabel('${label}').${property}, ${value})`
      }),
  }
}

/** What a row of the list shows: all but long texts. */
function summary(fields: readonly CrudField[], title: CrudField): string[] {
  const details = fields.filter(({ name, kind }) => name !== title.name && kind !== 'text')
  const shown = details.map(({ name, label, kind }) => {
    const value = kind === 'boolean' ? `row.${name} ? 'yes' : 'no'` : `row.${name}`
    return `  <span>${label}: \${${value}}</span>`
  })
  const line = `<strong>\${row.${title.name}}</strong>`
  return shown.length === 0 ? [line] : [line, '<div class="details">', ...shown, '</div>']
}

function fieldFunction({ show, control }: KindLines): string[] {
  const value = /\$\{(value|checked)\}/.exec(control)![1]!
  return [
    `function ${show}(label: string, field: FormField) {`,
    `  const { id, errorId, name, ${value}, errors, invalid } = field`,
    '  return html`',
    '    <div class="field">',
    ...control.split('\n').map((line) => `      ${line}`),
    '      <p class="problem" id=${errorId}>${errors[0]}</p>',
    '    </div>',
    '  `',
    '}',
  ]
}
