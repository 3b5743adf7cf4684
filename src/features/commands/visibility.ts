/** Whether an element is visible: the attribute `hidden`, its style or a stylesheet may hide it. */
import type { Motion } from '../../wire/commands.ts'
import { classNames, isStill } from '../dom/motion.ts'
import { unshadowed } from '../dom/unshadowed.ts'

const MOTION_MS = 200

/** A movement that goes on. */
interface Moving {
  end(): void
  /** True while the element goes. */
  leaves: boolean
}

const moving = new WeakMap<Element, Moving>()

/** False too for what is on its way out. */
export function isShown(element: Element): boolean {
  return getComputedStyle(element).display !== 'none' && moving.get(element)?.leaves !== true
}

/** Shows or hides at once. */
export function setShown(
  element: Element,
  { on, display = 'block' }: { on: boolean; display?: string | undefined },
): void {
  moving.get(element)?.end()
  const { style } = unshadowed(element as HTMLElement)
  if (on) {
    unshadowed(element).removeAttribute('hidden')
    if (style.display === 'none') style.removeProperty('display')
    if (!isShown(element)) style.display = display
  } else {
    unshadowed(element).setAttribute('hidden', '')
    // A stylesheet's display is stronger than the attribute.
    if (isShown(element)) style.display = 'none'
  }
}

/** Shows or hides with the classes of its movement. */
export function moveShown(element: Element, motion: Motion, { on }: { on: boolean }): void {
  if (on) {
    setShown(element, { on, display: motion.display })
    return withClasses(element, motion.in, motion.time)
  }
  moving.get(element)?.end()
  withClasses(element, motion.out, motion.time, () => setShown(element, { on }))
}

/** Adds classes for a time. @param leave what follows when the element goes. */
export function withClasses(
  element: Element,
  names: string | undefined,
  ms: number = MOTION_MS,
  leave?: () => void,
): void {
  const list = classNames(names)
  if (list.length === 0 || isStill()) return leave?.()
  moving.get(element)?.end()
  unshadowed(element).classList.add(...list)
  const end = (): void => {
    clearTimeout(timer)
    moving.delete(element)
    unshadowed(element).classList.remove(...list)
    leave?.()
  }
  const timer = setTimeout(end, ms)
  moving.set(element, { end, leaves: leave !== undefined })
}
