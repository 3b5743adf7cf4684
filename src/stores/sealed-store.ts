/** A store whose states only who has the key can read, whatever keeps them. */
import { checkSecret } from '../base/secrets.ts'
import type { SecretUse } from '../base/secrets.ts'
import { StateSealer } from '../base/sealer.ts'
import type { StateStore } from './store.ts'

const PURPOSE = 'stored state'

/**
 * Seals what goes into a store, each state for its window.
 * @param keys the first seals; with the others is read what was stored before, "" for what was stored as it is.
 * @param unreadable is told of a window whose state none of them opens: it counts as none.
 */
export function sealedStore(
  store: StateStore,
  keys: readonly string[],
  unreadable: (window: string, how: { isUnsealed: boolean }) => void,
): StateStore {
  const sealers = keys.filter((key) => key !== '').map((key) => new StateSealer(key, PURPOSE))
  const takesUnsealed = keys.includes('')
  return {
    name: store.name,
    ready: () => store.ready(),
    async commit(commits) {
      const sealing = commits.map(async (one) => ({
        ...one,
        state: await sealers[0]!.seal(one.state, one.window),
      }))
      return store.commit(await Promise.all(sealing))
    },
    async load(window) {
      const stored = await store.load(window)
      if (stored === undefined) return undefined
      for (const sealer of sealers) {
        const state = await sealer.open(stored.state, window)
        if (state !== undefined) return { ...stored, state }
      }
      const isUnsealed = stored.state.startsWith('{')
      if (isUnsealed && takesUnsealed) return stored
      unreadable(window, { isUnsealed })
      return undefined
    },
    delete: (window, epoch) => store.delete(window, epoch),
    list: () => store.list(),
    expire: (now) => store.expire(now),
    close: () => store.close(),
  }
}

/** Keys as `createApp({ storeKey })` takes them. @throws LiveError E_OPTION for a weak one. */
export function checkedKeys(
  given: string | readonly string[] = [],
  use: SecretUse,
): readonly string[] {
  const keys = typeof given === 'string' ? [given] : given
  // The first one seals; a later one may say that nothing did.
  for (const [i, key] of keys.entries())
    if (i === 0 || key !== '') checkSecret('storeKey', key, use)
  return keys
}
