/**
 * Sets the properties of a first page that HTML has no attribute for, such as `.indeterminate`. They come
 * as `data-props-3='["indeterminate",true]'` of elements with `live-props`.
 */
import {
  fixedAttribute,
  isAddressAttribute,
  isCodeAttribute,
  isCodeText,
  safeAddress,
} from '../base/address.ts'
import type { Effects, Host } from '../client/host.ts'
import { ours } from './dom/untrusted.ts'
import { doc, unshadowed } from './dom/unshadowed.ts'

/** Starts the part. */
export function start(host: Host): Effects {
  const run = (): void => {
    for (const element of doc.querySelectorAll(ours('[live-props]'))) {
      host.own(() => setProperties(element))
    }
  }
  run()
  // What handlers send later has them too.
  new MutationObserver(run).observe(document, { childList: true, subtree: true })
  return {}
}

function setProperties(element: Element): void {
  const attributes = Reflect.get(Element.prototype, 'attributes', element) as NamedNodeMap
  for (const { name, value } of [...attributes]) {
    if (!name.startsWith('data-props-')) continue
    attributes.removeNamedItem(name)
    const [property, given] = JSON.parse(value) as [string, unknown]
    const wanted = safeProperty(element, property, given)
    if (wanted === undefined) continue
    whenDefined(element, () => {
      if (isPristine(element, property)) Reflect.set(element, property, wanted)
    })
  }
  attributes.removeNamedItem('live-props')
}

/** What the property may be set to; undefined for one that is code, which only a forged one names. */
function safeProperty(element: Element, property: string, value: unknown): unknown {
  const plain = unshadowed(element)
  if (isCodeText(plain.localName, property) || property === '__proto__') return undefined
  if (isCodeAttribute(property)) return undefined
  const isHeader = plain.hasAttribute('http-equiv')
  if (fixedAttribute(plain.localName, property, { isHeader })) return undefined
  return isAddressAttribute(property) ? safeAddress(String(value)) : value
}

/** A property that is set before a custom element's class is there would hide the class's own. */
function whenDefined(element: Element, set: () => void): void {
  const { localName } = element
  if (!localName.includes('-') || customElements.get(localName)) return set()
  void customElements.whenDefined(localName).then(() => {
    customElements.upgrade(element)
    set()
  })
}

/** False when the user, or a patch, was there first. */
function isPristine(element: Element, property: string): boolean {
  if (element.localName.includes('-')) return !Object.hasOwn(element, property)
  if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) {
    const { checked, defaultChecked } = element as HTMLInputElement
    const isChoice = /^(checkbox|radio)$/.test(element.type)
    if (isChoice ? checked !== defaultChecked : element.value !== element.defaultValue) return false
  }
  const fresh = doc.createElementNS(element.namespaceURI, element.localName)
  if (!(property in fresh)) return !(property in element)
  const [is, was]: unknown[] = [Reflect.get(element, property), Reflect.get(fresh, property)]
  // Objects such as `style` differ between any two elements.
  return is === was || typeof was === 'object' || isByContent(property)
}

/** Properties that tell of what is in the element, which a fresh one has not. */
const isByContent = (property: string): boolean =>
  /^(textContent|innerText|selectedIndex)$/.test(property)
