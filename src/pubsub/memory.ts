import type { ChannelLayer } from './layer.ts'

type Listener = (message: string) => void

/** The layer for one process: development, tests, and small deployments. */
export function memoryLayer(): ChannelLayer {
  const topics = new Map<string, Set<Listener>>()

  return {
    name: 'memory',

    async publish(topic, message) {
      for (const listener of [...(topics.get(topic) ?? [])]) listener(message)
    },

    async subscribe(topic, onMessage) {
      const listeners = topics.get(topic) ?? new Set<Listener>()
      topics.set(topic, listeners.add(onMessage))
      return async () => {
        listeners.delete(onMessage)
        if (listeners.size === 0) topics.delete(topic)
      }
    },

    async close() {
      topics.clear()
    },
  }
}
