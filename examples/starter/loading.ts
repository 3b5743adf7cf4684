/** Shows that a handler works: `(consumer) => whileLoading(consumer, async () => …)`. */
import { html } from 'overwire'
import type { Block } from 'overwire'
import { send } from 'overwire/handlers'
import type { Consumer } from 'overwire/handlers'

/** Stands once in the page; seen after a moment, so that quick answers show none. */
export function loadingBar(label: string): Block {
  return html`<div id="loading" role="status" hidden><span>${label}</span></div>`
}

/** Works for a window, with the bar shown meanwhile, also when the work fails. */
export async function whileLoading(consumer: Consumer, work: () => unknown): Promise<void> {
  await send(consumer, { target: '#loading', attributes: { hidden: null } })
  try {
    await work()
  } finally {
    await send(consumer, { target: '#loading', attributes: { hidden: '' } })
  }
}
