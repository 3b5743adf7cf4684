/** The dynamic places of templates. */

export const SlotKind = {
  CHILD: 0,
  ATTRIBUTE: 1,
  BOOLEAN: 2,
  PROPERTY: 3,
  EVENT: 4,
  TEXT: 5,
} as const

/** A dynamic place of a template. */
export interface Slot {
  kind: (typeof SlotKind)[keyof typeof SlotKind]
  /** Attribute or property name; empty for children and text. */
  name: string
  /** Its first value. */
  value: number
  /** Static text around its values: two empty texts for a slot that is its whole attribute. */
  parts: string[]
  /** True for attributes that hold an address. */
  address: boolean
  /** True for a `live-…` binding of text: it names an event, and is never taken for commands. */
  names?: true
  /** True when one value is all of its attribute, and nothing is checked in it: the common case. */
  whole: boolean
  /** How a property is printed: as this attribute, or to be set by the browser's side. */
  printed?: { name: string; later: boolean }
  /** True for the value of a <select>, which may be a list. */
  chooses?: boolean
  /** What the browser is told about it. */
  mark: string
  offset: number
}
