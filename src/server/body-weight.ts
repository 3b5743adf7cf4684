/**
 * How much memory a body may take when it is read: as JSON, as a form, as a list of lines. Whatever its type says, since a
 * handler may read it as anything. Pure.
 */

import { JSON_BYTES } from '../base/heap-size.ts'

/** A byte, as a character of a text with others that are not Latin. */
const CHARACTER = 2
const { object, pair, entry } = JSON_BYTES
/** A name and a value of `URLSearchParams`, measured in V8: 46. */
const FIELD = 50
/** A quarter of a file of a form: it has four lines at least, and a `File` takes 840 bytes, measured in V8. */
const LINE = 250

const others = tableOf({ '{': object, '[': object, ':': pair, ',': entry, '&': FIELD })
const forms = tableOf({ '{': object, '[': object, ':': pair, ',': entry, '&': FIELD, '\n': LINE })

function tableOf(signs: Readonly<Record<string, number>>): Uint16Array {
  const table = new Uint16Array(256).fill(CHARACTER)
  for (const [sign, bytes] of Object.entries(signs)) table[sign.charCodeAt(0)]! += bytes
  return table
}

/** @returns what estimates the bytes that a piece of a body of this type may take. */
export function weigherOf(contentType: string): (piece: Uint8Array) => number {
  const table = /^\s*multipart\//i.test(contentType) ? forms : others
  return (piece) => {
    const { length } = piece
    let bytes = 0
    for (let at = 0; at < length; at++) bytes += table[piece[at]!]!
    return bytes
  }
}
