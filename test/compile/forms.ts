/**
 * What must not compile, for who writes forms: each line below an `@ts-expect-error` is a mistake that the
 * compiler finds. The types step of the tests checks this file; it never runs.
 */
import { z } from 'zod'
import { form } from 'overwire'
import { serializedForm } from 'overwire/signals'
import type { Form, FormRow } from 'overwire'

const rules = z.object({
  title: z.string(),
  born: z.coerce.date().optional(),
  tags: z.array(z.string()),
  address: z.object({ street: z.string(), country: z.object({ code: z.string() }).optional() }),
  lines: z.array(
    z.object({
      qty: z.coerce.number(),
      notes: z.array(z.object({ text: z.string() })),
    }),
  ),
})

export const order = form(rules, { lines: [{ qty: '1' }], address: { street: '' } })

// Names of all kinds of fields.
order.field('title')
order.field('born')
order.field('tags')
order.field('tags.0')
order.field('address.street')
order.field('address.country.code')
order.field('lines')
order.field('lines.0.qty')
order.field('lines.0.notes.1.text')
// @ts-expect-error there is no such field
order.field('titel')
// @ts-expect-error an address has no such part
order.field('address.streat')
// @ts-expect-error a text has no parts
order.field('title.street')
// @ts-expect-error a date has no fields
order.field('born.getTime')
// @ts-expect-error a part of a part, misspelled
order.field('address.country.cod')
// @ts-expect-error a row has no such field
order.field('lines.0.quantity')
// @ts-expect-error rows have numbers
order.field('lines.first.qty')

order.rows('lines.0.notes').map((row) => row.field('text'))
const [line] = order.rows('lines')
line?.field('qty')
line?.field('notes.0.text')
// @ts-expect-error a row has no such field
line?.field('qti')
// @ts-expect-error there is no such list
order.rows('line')
// @ts-expect-error a text is no list
order.rows('title')
// @ts-expect-error an object is no list
order.rows('address')

order.addRow('lines')
order.addRow('lines', { qty: '1' })
order.addRow('lines.0.notes', { text: '' })
// @ts-expect-error a row has no such field
order.addRow('lines', { quantity: '1' })
// @ts-expect-error there is no such list
order.addRow('rows', { qty: '1' })
// @ts-expect-error there is no such list
order.removeRow('rows', 1)
// @ts-expect-error rows are removed by their key
order.removeRow('lines', '1')

order.withErrors({ title: 'Taken.', 'lines.0.qty': ['Too many.'], '': 'Not today.' })
// @ts-expect-error there is no such field
order.withErrors({ titel: 'Taken.' })
// @ts-expect-error a row has no such field
order.withErrors({ 'lines.0.quantity': 'Too many.' })

order.reset({ title: 'x' })
// @ts-expect-error there is no such field
order.reset({ titel: 'x' })
// @ts-expect-error there is no such field
form(rules, { titel: 'x' })
// @ts-expect-error an address has no such part
form(rules, { address: { streat: 'x' } })
// @ts-expect-error a row has no such field
form(rules, { lines: [{ quantity: '1' }] })

const sent = order.submit({})
sent.form.field('address.street')
// @ts-expect-error there is no such field
sent.form.field('titel')
// @ts-expect-error there is no such field
order.change({}).field('titel')

// A schema that makes something else of all of it: names are those that it takes.
const place = z.object({ place: z.string() }).transform(({ place }) => ({ city: place }))
form(place).field('place')
// @ts-expect-error that is what it gives
form(place).field('city')

// Unions have the fields of all their members.
const kinds = z.union([z.object({ card: z.string() }), z.object({ iban: z.string() })])
form(kinds).field('card')
form(kinds).field('iban')
form(kinds, { iban: '' })
// @ts-expect-error none has it
form(kinds).field('bic')

// What is not known may be anything; what contains itself ends.
form(z.record(z.string(), z.unknown())).field('any.thing')
form(z.record(z.string(), z.unknown())).addRow('lines', { qty: 1 })
interface Tree {
  name: string
  branches: Tree[]
}
const tree: z.ZodType<Tree, Tree> = z.lazy(() =>
  z.object({ name: z.string(), branches: z.array(tree) }),
)
form(tree).field('branches.0.branches.1.name')
// @ts-expect-error a tree has no leaves
form(tree).field('branches.0.leaves')

// Types that are written down.
export const written: Form<{ count: number }> = form(z.object({ count: z.coerce.number() }))
export const counted: Form<{ count: number }> = form(
  z.object({ count: z.string().transform(Number) }),
)
export const open: Form<unknown> = order
export const row: FormRow | undefined = line
written.field('count')
// @ts-expect-error there is no such field
written.field('cuont')

void serializedForm(rules)['~standard'].validate([])
