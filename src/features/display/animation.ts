/** Plays classes on an element until the animations that they begin have ended. */
import { classNames, isStill } from '../dom/motion.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'

/** Milliseconds after which an animation counts as ended. */
const MOST_MS = 600

/** False in a hidden tab, and when the user prefers reduced motion. */
export function isSeen(): boolean {
  return !isStill() && !doc.hidden
}

/** @param done runs when the classes are gone again. */
export function play(element: Element, names: string | null, done?: () => void): void {
  const list = classNames(names)
  // Styles are computed first: a transition needs to know where it comes from.
  void unshadowed(element as HTMLElement).offsetWidth
  unshadowed(element).classList.add(...list)
  let isOver = false
  const end = (): void => {
    if (isOver) return
    isOver = true
    unshadowed(element).classList.remove(...list)
    done?.()
  }
  const running = unshadowed(element).getAnimations()
  // Without any the classes are where a transition comes from, and it begins when they go.
  if (running.length === 0) return end()
  setTimeout(end, MOST_MS)
  void Promise.allSettled(running.map(({ finished }) => finished)).then(end)
}
