/** The static text between two slots, as printing needs it. */
import { decodeText, encodeText } from './byte-writer.ts'

/**
 * The text before a slot, in the forms that printing needs: with the closing quote of the attribute
 * before it, with the beginning of the attribute after it, or both. Joining them once per template
 * makes half as many pieces to join per page.
 */
export interface Chunk {
  plain: string
  beforeValue: string
  afterValue: string
  betweenValues: string
}

/** @param next the name of the attribute slot that follows; empty or undefined: none. */
export function makeChunk(plain: string, next: string | undefined): Chunk {
  const open = next ? ` ${next}="` : ''
  return {
    plain: flat(plain),
    beforeValue: flat(plain + open),
    afterValue: flat(`"${plain}`),
    betweenValues: flat(`"${plain}${open}`),
  }
}

/**
 * The same text in one piece. What was joined with + stays a tree of pieces inside the engine, which
 * would be walked again for every row of every page.
 */
function flat(text: string): string {
  return decodeText(encodeText(text))
}
