import { fail } from '../base/errors.ts'
import { checkMessageSize } from './layer.ts'
import type { ChannelLayer } from './layer.ts'
import { tellAll } from './tell.ts'

interface Listener {
  hear(message: string): void
}

/** The layer for one process: development, tests, and small deployments. */
export function memoryLayer(): ChannelLayer {
  const topics = new Map<string, Set<Listener>>()
  let isClosed = false
  const checkOpen = (): void => {
    if (isClosed) throw fail('E_LAYER', 'memory', 'is closed', 'Use it before close().')
  }

  return {
    name: 'memory',
    shared: false,

    async ready() {
      checkOpen()
    },

    async publish(topic, message) {
      checkOpen()
      checkMessageSize(topic, message)
      const listeners = topics.get(topic)
      if (listeners) tellAll(listeners, (listener) => listener.hear(message))
    },

    async subscribe(topic, onMessage) {
      checkOpen()
      const listeners = topics.get(topic) ?? new Set<Listener>()
      const listener = { hear: onMessage }
      topics.set(topic, listeners.add(listener))
      return async () => {
        listeners.delete(listener)
        if (listeners.size === 0 && topics.get(topic) === listeners) topics.delete(topic)
      }
    },

    // Nothing is between publisher and subscribers, so nothing is missed.
    onGap: () => () => {},

    async close() {
      isClosed = true
      topics.clear()
    },
  }
}
