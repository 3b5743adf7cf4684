/**
 * A server that lost the view begins a new one, which knows nothing of what was typed. Fields get back
 * what they held, and forms tell it to the new view, before the page is painted.
 */
import type { Host } from '../../client/host.ts'
import { Mode } from '../../wire/frames.ts'
import type { Field } from '../../client/fields.ts'
import { held, isChoice, serverValue, sameHeld } from '../dom/held-values.ts'
import type { Held } from '../dom/held-values.ts'
import { ownerOf, portalPlaceOf, within } from '../dom/ownership.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'
import { isUntrusted, ours } from '../dom/untrusted.ts'

/** The fields of a form, or those of a place that are in none; by name and position, so that they are found again. */
interface Group {
  form: HTMLFormElement | undefined
  fields: Map<string, Field>
}

/** One group as it was. */
interface Saved {
  fields: Map<string, Held>
  /** What its form would have sent. */
  data: FormData | undefined
  nodes: Set<Field>
  focus: Focus | undefined
}

/** Where the visitor was typing. */
interface Focus {
  name: string
  /** Null in fields that have no caret, such as numbers. */
  caret: Parameters<HTMLInputElement['setSelectionRange']> | null
}

/** Types of fields that are left out: users do not type their values, or scripts may not set them. */
const left = /^(file|button|submit|reset|image|hidden|fieldset|output|object)$/

/** Keeps fields, and where the visitor was typing, through the loss of a view. */
export function recoverForms(host: Host): void {
  const { root } = host
  /** Groups by their names, by the place they are in. */
  const saved = new Map<string, Map<string, Saved>>()
  let isShown = false
  let isNew = true
  host.observe({
    lost: (mode) => {
      saved.clear()
      isShown = false
      isNew = mode === Mode.FRESH
      for (const [path, place] of placesOf(root)) {
        const groups = groupsOf(place).map(([name, group]): [string, Saved] => [name, save(group)])
        if (groups.length > 0) saved.set(path, new Map(groups))
      }
    },
    // What is inside comes after what is around it.
    shown: (view) => {
      if (saved.size === 0) return
      // The next page has nothing of this one.
      if (view === 0 && isShown) return saved.clear()
      isShown = true
      for (const [path, place] of placesOf(root)) {
        if (view !== Number(unshadowed(place).getAttribute('live-view'))) continue
        const groups = saved.get(path)
        saved.delete(path)
        if (!groups) continue
        for (const [name, group] of groupsOf(place)) restore(host, group, groups.get(name), isNew)
      }
    },
  })
}

const PLACE = '[live-view]'

/** The page's view as "", and components and views inside by their positions: ".0", ".0.2". */
function placesOf(root: Element): Map<string, Element> {
  const places = new Map([['', root]])
  const paths = new Map([[root, '']])
  const counts = new Map<string, number>()
  for (const place of within(root, ours(PLACE))) {
    const around = paths.get(placeAround(ownerOf(place)) ?? root) ?? ''
    const count = counts.get(around) ?? 0
    counts.set(around, count + 1)
    const path = `${around}.${count}`
    places.set(path, place)
    paths.set(place, path)
  }
  return places
}

/** The component or view that an element is in, also by a portal. */
function placeAround(element: Element | null): Element | null {
  const found = element && unshadowed(element).closest(PLACE)
  return found && portalPlaceOf(found) ? placeAround(ownerOf(found)) : found
}

/** Forms of a place by their ids, or their positions among those without; fields in no form by the name "". */
function groupsOf(place: Element): [string, Group][] {
  const inside = place.matches(PLACE) ? place : null
  const isOwn = (element: Element): boolean =>
    placeAround(element) === inside && !isUntrusted(element)
  const forms = within<HTMLFormElement>(place, 'form')
    .filter((form) => placeAround(form) === inside)
    .map((form, i): [string, HTMLFormElement] => [nameOf(form) || `${i}`, form])
    .filter(([, form]) => isOwn(form))
    .map(([name, form]): [string, Group] => [name, groupOf([...unshadowed(form).elements], form)])
  const loose = within<Field>(place, 'input, textarea, select').filter(
    (field) => field.form === null && (field.name || field.id) && isOwn(field),
  )
  return loose.length > 0 ? [...forms, ['', groupOf(loose)]] : forms
}

const nameOf = (form: HTMLFormElement): string => unshadowed(form).id || unshadowed(form).name

function groupOf(elements: Element[], form?: HTMLFormElement): Group {
  const counts = new Map<string, number>()
  const fields = elements.filter((field) => !left.test((field as Field).type)) as Field[]
  const named = fields.map((field): [string, Field] => {
    const name = field.name || field.id
    const count = counts.get(name) ?? 0
    counts.set(name, count + 1)
    return [`${name} ${count}`, field]
  })
  return { form, fields: new Map(named) }
}

function save({ form, fields }: Group): Saved {
  const all = [...fields]
  const focused = all.find(([, field]) => field === doc.activeElement)
  return {
    fields: new Map(all.map(([name, field]) => [name, held(field)])),
    data: form && new FormData(form),
    nodes: new Set(fields.values()),
    focus: focused && { name: focused[0], caret: caretOf(focused[1] as HTMLInputElement) },
  }
}

function caretOf({
  selectionStart,
  selectionEnd,
  selectionDirection,
}: HTMLInputElement): Focus['caret'] {
  return typeof selectionStart === 'number'
    ? [selectionStart, selectionEnd, selectionDirection ?? 'none']
    : null
}

/** @param isNew the view does not know what was typed; another process's does. */
function restore(host: Host, group: Group, saved: Saved | undefined, isNew: boolean): void {
  if (saved === undefined) return
  const { form, fields } = group
  const rows = form && saved.data ? lostRows(form, saved.data) : []
  let isNews = rows.length > 0
  for (const [name, field] of fields) {
    const wanted = saved.fields.get(name)
    if (wanted === undefined || sameHeld(wanted, serverValue(field))) continue
    // A field by itself tells its view nothing, unless it has live-model: see model.ts. It gets its text when its node was
    // made anew, and no view knows it.
    const isTold = isNew && field.matches('[live-model]')
    if (!form && !isTold && (saved.nodes.has(field) || (isNew && isBound(field)))) continue
    isNews = true
    host.own(() => put(field, wanted))
  }
  if (saved.focus) focusAgain(fields.get(saved.focus.name), saved.focus)
  if (!form) return
  const plain = unshadowed(form)
  const binding = ['live-recover', 'live-change', 'live-input'].map(
    (name) => plain.getAttribute(name) ?? undefined,
  )
  const found = binding.find((text) => text !== undefined)
  if (!isNew || !isNews || found === undefined || plain.hasAttribute('live-no-recover')) return
  // Its target is the form: no field of it was changed just now.
  const event = new Event('live:recover')
  plain.dispatchEvent(event)
  host.own(() => plain.append(...rows))
  host.run(form, event, found)
  host.own(() => rows.forEach((row) => row.remove()))
}

const isBound = (field: Field): boolean => field.matches('[live-input], [live-change]')

/** A node that was made anew in the place of the one that had the focus gets it, unless the visitor is elsewhere. */
function focusAgain(field: Field | undefined, { caret }: Focus): void {
  const { activeElement } = doc
  if (!field || (activeElement && activeElement !== doc.body)) return
  field.focus({ preventScroll: true })
  if (caret) (field as HTMLInputElement).setSelectionRange(...caret)
}

/** Fields such as `lines[3][qty]` of rows that were added to the lost view: the new one has no place for them yet. */
function lostRows(form: HTMLFormElement, data: FormData): HTMLInputElement[] {
  const isLost = ([name, value]: [string, FormDataEntryValue]): boolean =>
    /\[\d+\]/.test(name) && typeof value === 'string' && !unshadowed(form).elements.namedItem(name)
  return [...data].filter(isLost).map(([name, value]) => {
    const field = doc.createElement('input')
    return Object.assign(field, { type: 'hidden', name, value })
  })
}

function put(field: Field, wanted: Held): void {
  if (field instanceof HTMLSelectElement) {
    for (const option of field.options) {
      option.selected = (wanted as string[]).includes(option.value)
    }
  } else if (isChoice(field)) (field as HTMLInputElement).checked = wanted as boolean
  else if (field.value !== wanted) field.value = wanted as string
}
