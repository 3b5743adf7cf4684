/** The element that short messages to the user go into. */
import { html } from '../../template/html.ts'
import type { Block } from '../../template/html.ts'
import type { Effect } from '../../wire/effects.ts'

/** Options of {@link flashContainer}. */
export interface FlashOptions {
  /** Milliseconds after which a message goes; 0: never. Default 5000. */
  autoDismiss?: number
  /** Where messages show, a part of the class name: `top-right`, `bottom-left`… Default "top-right". */
  position?: string
}

/** The container of the page's messages. Its content belongs to the browser. */
export function flashContainer(options: FlashOptions = {}): Block {
  const { autoDismiss = 5000, position = 'top-right' } = options
  return html`<div
    id="live-flash-container"
    class="live-flash-container live-flash-${position}"
    live-flash=${autoDismiss}
    live-flash-position=${position}
    role="region"
    aria-label="Notifications"
    aria-live="polite"
    live-ignore
  ></div>`
}

/** A message that is still there when the page is left; other effects as they are. */
export function outliving(effect: Effect): Effect {
  return effect[0] === 'flash' ? ([...effect.slice(0, 3), 1] as unknown as Effect) : effect
}
