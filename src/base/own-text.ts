/**
 * A text by itself, where it is kept for long and may be a piece of another: V8 keeps the whole of a long text for each
 * piece of 13 letters or more. Joining makes a new one, which a piece of it keeps.
 */
const PIECE = 13

/** The same text. */
export function ownText(text: string): string {
  return text.length < PIECE ? text : ` ${text}`.slice(1)
}
