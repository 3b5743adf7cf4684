/** Attributes and properties in which no value may stand, since no escaping would make it safe there. */
import { fixedAttribute, isCodeAttribute, isCodeText } from '../base/address.ts'
import { isEventAttribute, partOf } from '../wire/reserved.ts'
import type { ElementNode } from './parse.ts'

/** Where no value may stand although it would be no code: see {@link fixedAttribute}. */
const fixedPlaces: Record<NonNullable<ReturnType<typeof fixedAttribute>>, [string, string]> = {
  animation: ['the attributeName of an animation', 'Choose between two templates instead.'],
  base: ['the address of <base>', 'Write the address itself: all others of the page depend on it.'],
  header: ['<meta http-equiv>', 'Write it in static text; to redirect, call liveRedirect.'],
}

/**
 * Says why a slot can't stand in this attribute or property of an element, and what to write instead;
 * undefined when it can.
 */
export function refusedSlot(
  element: ElementNode,
  name: string,
): [place: string, fix: string] | undefined {
  const small = name.toLowerCase()
  const tag = element.name.toLowerCase()
  if (small.startsWith('on')) {
    return [`an ${name} attribute`, `Write @${small.slice(2)}=\${this.method}.`]
  }
  if (isCodeAttribute(name)) return [name, 'Use a child slot with raw(…) for HTML you trust.']
  if (name === 'value' && tag === 'textarea') {
    return ['the value of a <textarea>', 'Write <textarea>${…}</textarea>.']
  }
  if (isCodeText(tag, small)) {
    return [`.${name} of <${tag}>`, 'Pass data in a data-… attribute of an element instead.']
  }
  const isHeader = element.attributes.some((one) => one.name.toLowerCase() === 'http-equiv')
  const fixed = fixedAttribute(tag, name, { isHeader })
  if (fixed) return fixedPlaces[fixed]
  return bindsCommands(element, name)
}

/** A value among the commands of static text could add commands of its own. */
function bindsCommands(element: ElementNode, name: string): [string, string] | undefined {
  const written = element.attributes.find((one) => one.name === name)?.parts?.[0]
  if (!written?.trimStart().startsWith('[') || !isBinding(name)) return undefined
  return [`the commands of ${name}`, `Write @${name.slice(5)}=\${js()…}.`]
}

/** True for attributes of ours whose text may be a list of commands. */
export function isBinding(name: string): boolean {
  return name.startsWith('live-') && (isEventAttribute(name) || partOf(name.slice(5)) !== undefined)
}
