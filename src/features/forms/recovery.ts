/**
 * A server that lost the view begins a new one, which knows nothing of what was typed. Fields get back
 * what they held, and forms tell it to the new view, before the page is painted.
 */
import type { Host } from '../../client/host.ts'
import { Mode } from '../../wire/frames.ts'
import { ownerOf, portalPlaceOf, within } from '../dom/ownership.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'
import { isUntrusted, ours } from '../dom/untrusted.ts'

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** What a field holds: text, whether it is checked, or the chosen options. */
type Held = string | boolean | string[]

/** One form as it was. */
interface Saved {
  /** By name and position, so that nodes that were made anew are found. */
  fields: Map<string, Held>
  /** What it would have sent. */
  data: FormData
}

/** Types whose values nobody types, or nobody may set. */
const left = /^(file|button|submit|reset|image|hidden|fieldset|output|object)$/

/** Keeps fields through the loss of a view. */
export function recoverForms(host: Host): void {
  const { root } = host
  /** Forms by their names, by the place they are in. */
  const saved = new Map<string, Map<string, Saved>>()
  let isShown = false
  let isNew = true
  host.observe({
    lost: (mode) => {
      saved.clear()
      isShown = false
      isNew = mode === Mode.FRESH
      for (const [path, place] of placesOf(root)) {
        const forms = formsOf(place).map(([name, form]): [string, Saved] => [name, save(form)])
        if (forms.length > 0) saved.set(path, new Map(forms))
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
        const forms = saved.get(path)
        saved.delete(path)
        if (!forms) continue
        for (const [name, form] of formsOf(place)) restore(host, form, forms.get(name), isNew)
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

/** Forms of a place by their ids, or their positions among those without. */
function formsOf(place: Element): [string, HTMLFormElement][] {
  const inside = place.matches(PLACE) ? place : null
  const own = within<HTMLFormElement>(place, 'form').filter((form) => placeAround(form) === inside)
  return own
    .map((form, i): [string, HTMLFormElement] => [nameOf(form) || `${i}`, form])
    .filter(([, form]) => !unshadowed(form).hasAttribute('live-no-recover') && !isUntrusted(form))
}

const nameOf = (form: HTMLFormElement): string => unshadowed(form).id || unshadowed(form).name

function save(form: HTMLFormElement): Saved {
  const fields = new Map(fieldsOf(form).map(([name, field]) => [name, held(field)]))
  return { fields, data: new FormData(form) }
}

function fieldsOf(form: HTMLFormElement): [string, Field][] {
  const counts = new Map<string, number>()
  const fields = [...unshadowed(form).elements].filter(
    (field) => !left.test((field as Field).type),
  ) as Field[]
  return fields.map((field) => {
    const name = field.name || field.id
    const count = counts.get(name) ?? 0
    counts.set(name, count + 1)
    return [`${name} ${count}`, field]
  })
}

/** @param isNew the view does not know what was typed; another process's does. */
function restore(
  host: Host,
  form: HTMLFormElement,
  saved: Saved | undefined,
  isNew: boolean,
): void {
  if (saved === undefined) return
  const rows = lostRows(form, saved.data)
  let isNews = rows.length > 0
  for (const [name, field] of fieldsOf(form)) {
    const wanted = saved.fields.get(name)
    if (wanted === undefined || same(wanted, rendered(field))) continue
    isNews = true
    host.own(() => put(field, wanted))
  }
  const plain = unshadowed(form)
  const binding = ['live-recover', 'live-change', 'live-input'].map(
    (name) => plain.getAttribute(name) ?? undefined,
  )
  const found = binding.find((text) => text !== undefined)
  if (!isNew || !isNews || found === undefined) return
  // Its target is the form: no field of it was changed just now.
  const event = new Event('live:recover')
  plain.dispatchEvent(event)
  host.own(() => plain.append(...rows))
  host.run(form, event, found)
  host.own(() => rows.forEach((row) => row.remove()))
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

function held(field: Field): Held {
  if (field instanceof HTMLSelectElement) {
    return [...field.options].filter(({ selected }) => selected).map(({ value }) => value)
  }
  return isChoice(field) ? (field as HTMLInputElement).checked : field.value
}

/** What the server says that the field holds. */
function rendered(field: Field): Held {
  if (field instanceof HTMLSelectElement) {
    const value = field.getAttribute('value')
    if (value !== null) return [value]
    const chosen = [...field.options].filter(({ defaultSelected }) => defaultSelected)
    const first = field.multiple ? [] : [...field.options].slice(0, 1)
    return (chosen.length > 0 ? chosen : first).map((option) => option.value)
  }
  return isChoice(field) ? (field as HTMLInputElement).defaultChecked : field.defaultValue
}

function put(field: Field, wanted: Held): void {
  if (field instanceof HTMLSelectElement) {
    for (const option of field.options) {
      option.selected = (wanted as string[]).includes(option.value)
    }
  } else if (isChoice(field)) (field as HTMLInputElement).checked = wanted as boolean
  else if (field.value !== wanted) field.value = wanted as string
}

const isChoice = ({ type }: Field): boolean => type === 'checkbox' || type === 'radio'

const same = (a: Held, b: Held): boolean => String(a) === String(b)
