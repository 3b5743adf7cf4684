/**
 * What becomes of an element's events while there is no connection: they wait in their order, but `live-offline="latest"`
 * keeps the last one of its kind, and `live-offline="drop"` none.
 */
import type { Host } from '../../client/host.ts'
import type { Json } from '../../wire/frames.ts'
import { aroundSending } from '../api/sending.ts'
import type { Send } from '../api/sending.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'

interface Held {
  send: Send
  /** Ends the wait of who sent it. */
  settle: (answer: Promise<Json | undefined> | undefined) => void
}

/** Lets elements say what becomes of their events meanwhile. */
export function chooseWhileOffline(host: Host): void {
  /** The last event of each kind, by element; those that were held first come first. */
  const held = new Map<Element, Map<string, Held>>()
  let isConnected = doc.documentElement.getAttribute('live-connection') === 'connected'
  const release = (): void => {
    const all = [...held]
    held.clear()
    for (const [element, kinds] of all) {
      for (const { send, settle } of kinds.values()) {
        settle(unshadowed(element).isConnected ? send() : undefined)
      }
    }
  }
  host.observe({
    connection: (state) => {
      isConnected = state === 'connected'
      if (isConnected) release()
    },
  })
  aroundSending(host, (element, type, send) => {
    const policy = isConnected ? null : unshadowed(element).getAttribute('live-offline')
    if (policy === 'drop') return Promise.resolve(undefined)
    if (policy !== 'latest') return send()
    const kinds = held.get(element) ?? new Map<string, Held>()
    held.set(element, kinds)
    kinds.get(type)?.settle(undefined)
    return new Promise((settle) => kinds.set(type, { send, settle }))
  })
}
