import type { StateStore, StoredWindow } from './store.ts'

/**
 * A store that lives as long as its process: for tests, and for apps whose durable views need not outlive
 * it. Apps of one process may share it.
 */
export function memoryStore(): StateStore {
  const windows = new Map<string, StoredWindow>()
  return {
    name: 'memory',
    ready: async () => {},
    commit: async (commits) =>
      commits.map(({ window, after, afterRevision, ...stored }) => {
        const { epoch, revision } = windows.get(window) ?? { epoch: 0, revision: 0 }
        if (epoch !== after || (afterRevision ?? revision) !== revision) return false
        windows.set(window, stored)
        return true
      }),
    load: async (window) => windows.get(window),
    delete: async (window, epoch) => {
      if (windows.get(window)?.epoch === epoch) windows.delete(window)
    },
    list: async () => [...windows.keys()],
    expire: async (now) => {
      for (const [window, { expiresAt }] of windows) if (expiresAt <= now) windows.delete(window)
    },
    close: async () => {},
  }
}
