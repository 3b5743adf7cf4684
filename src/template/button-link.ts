/** Links that are buttons in truth. */
import type { ElementNode } from './parse.ts'

/** `<a href="#" @click=…>`: the place is nowhere, so a click must not jump to the top. */
export function isButtonLink({ attributes }: ElementNode): boolean {
  const has = (name: RegExp, text?: string): boolean =>
    attributes.some((one) => name.test(one.name) && (text === undefined || one.parts?.[0] === text))
  return has(/^href$/, '#') && has(/^(@|live-)click$/) && !has(/^live-prevent$/)
}
