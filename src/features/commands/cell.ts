/**
 * One thing of an element that commands set: a class name, an attribute, or whether it shows. Commands
 * change the page as any script does, not as the framework: so a patch keeps what it does not name.
 */
import { isCodeAttribute } from '../../base/address.ts'
import { attributeFor } from '../dom/element-values.ts'
import { isShown, setShown } from './visibility.ts'
import { unshadowed } from '../dom/unshadowed.ts'

export type CellValue = string | boolean | null

export interface Cell {
  readonly element: Element
  /** Tells it from the element's other cells. */
  readonly key: string
  read(): CellValue
  write(value: CellValue): void
}

export function classCell(element: Element, name: string): Cell {
  return {
    element,
    key: `.${name}`,
    read: () => unshadowed(element).classList.contains(name),
    write: (on) => void unshadowed(element).classList.toggle(name, on === true),
  }
}

/** @throws Error for an attribute that would run its value as code. */
export function attributeCell(element: Element, name: string): Cell {
  if (isCodeAttribute(name)) throw new Error(`Commands don't set ${name}.`)
  return {
    element,
    key: name,
    read: () => unshadowed(element).getAttribute(name),
    write: (value) => {
      if (typeof value !== 'string') return unshadowed(element).removeAttribute(name)
      const safe = attributeFor(element, name, value)
      if (safe === undefined) throw new Error(`Commands don't set ${name} of this element.`)
      unshadowed(element).setAttribute(name, safe)
    },
  }
}

export function shownCell(element: Element): Cell {
  return {
    element,
    key: '',
    read: () => isShown(element),
    write: (on) => setShown(element, { on: on === true }),
  }
}
