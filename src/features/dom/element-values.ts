/**
 * What commands, handlers and signals may set on an element that a selector found: the same as slots may,
 * which are checked when their template is read.
 */
import { fixedAttribute, isCodeElement, safeAttribute } from '../../base/address.ts'
import { unshadowed } from './unshadowed.ts'

/** The value with which an attribute of this element may be set; undefined for one that no value may set. */
export function attributeFor(element: Element, name: string, value: string): string | undefined {
  const plain = unshadowed(element)
  const isHeader = plain.hasAttribute('http-equiv')
  if (fixedAttribute(plain.localName, name, { isHeader })) return undefined
  return safeAttribute(name, value)
}

/** @throws Error for an element whose content is code. */
export function checkContent(element: Element): void {
  const { localName } = unshadowed(element)
  if (isCodeElement(localName)) throw new Error(`Nothing may be written into <${localName}>.`)
}
