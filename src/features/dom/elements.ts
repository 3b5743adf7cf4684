/** Follows elements of the page with a selector: which of them came, stayed and went. */
import { doc } from './unshadowed.ts'
import { ours } from './untrusted.ts'

/** What is told, those that went first. */
export interface ElementListener<E extends Element> {
  added(element: E): void
  /** It was there before: its attributes may have changed. */
  kept?(element: E): void
  removed?(element: E): void
}

/**
 * @param selector elements in HTML of users never match.
 * @returns the function that looks; to be called at first and after each patch.
 */
export function elements<E extends Element = Element>(
  selector: string,
  { added, kept, removed }: ElementListener<E>,
): () => void {
  const known = new Set<E>()
  return () => {
    const found = new Set(doc.querySelectorAll<E>(ours(selector)))
    for (const element of known) {
      if (found.has(element)) continue
      known.delete(element)
      removed?.(element)
    }
    for (const element of found) {
      if (known.has(element)) kept?.(element)
      else {
        known.add(element)
        added(element)
      }
    }
  }
}
