/** States of durable views in Redis, for the processes of several machines. */
import { describe, fail } from '../base/errors.ts'
import type { StateStore } from '../stores/store.ts'
import type { NodeRedisClient } from '../layers/node-redis-broker.ts'
import { clientOf } from '../layers/redis-layer.ts'

/** What is used of a client of the package `redis`, connected. */
export interface NodeRedisScripts {
  readonly isReady: boolean
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
}

/** What is used of a client of the package `ioredis`. */
export interface IoRedisScripts {
  readonly status: string
  eval(script: string, keys: number, ...words: string[]): Promise<unknown>
}

/** Options of {@link redisStore}. */
export interface RedisStoreOptions {
  /** Begins the names of all keys: different for apps that share a server. Default "overwire:state:". */
  prefix?: string
}

/** Runs a script of Redis with keys and arguments. */
type RunScript = (script: string, keys: string[], words: string[]) => Promise<unknown>

/** Arguments of each window: the epoch and the revision that must be stored, epoch, revision, last event, state, end. */
const COMMIT = `
local stored = {}
for i, key in ipairs(KEYS) do
  local at = (i - 1) * 7
  local before = redis.call('HMGET', key, 'e', 'r')
  if (before[1] or '0') == ARGV[at + 1] and (ARGV[at + 2] == '' or (before[2] or '0') == ARGV[at + 2]) then
    redis.call('HSET', key, 'e', ARGV[at + 3], 'r', ARGV[at + 4], 'n', ARGV[at + 5], 's', ARGV[at + 6], 'x', ARGV[at + 7])
    redis.call('PEXPIREAT', key, ARGV[at + 7])
    stored[i] = 1
  else
    stored[i] = 0
  end
end
return stored`
const LOAD = `return redis.call('HMGET', KEYS[1], 'e', 'r', 'n', 's', 'x')`
const DELETE = `if redis.call('HGET', KEYS[1], 'e') == ARGV[1] then redis.call('DEL', KEYS[1]) end`
const SCAN = `return redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', 1000)`

/**
 * A store for several machines: `createApp({ store: redisStore('redis://localhost:6379') })`. States survive
 * the app's processes; whether they survive Redis depends on its persistence (`appendfsync`).
 * @param to an address, for which the package `redis` must be installed; or a client of `redis` (connected)
 * or `ioredis`, which stays the caller's.
 * @throws LiveError E_OPTION.
 */
export function redisStore(
  to: string | NodeRedisScripts | IoRedisScripts,
  { prefix = 'overwire:state:' }: RedisStoreOptions = {},
): StateStore {
  const { run, close } = typeof to === 'string' ? connected(to) : { run: runOn(to), close: null }
  const nameOf = (window: string): string => prefix + window
  return {
    name: 'redis',
    ready: async () => void (await run('return 1', [], [])),
    async commit(commits) {
      const words = commits.flatMap((one) =>
        [one.after, one.afterRevision ?? '', one.epoch, one.revision, one.lastEvent, one.state]
          .concat(Math.ceil(one.expiresAt))
          .map(String),
      )
      const stored = await run(
        COMMIT,
        commits.map(({ window }) => nameOf(window)),
        words,
      )
      return (stored as number[]).map((one) => one === 1)
    },
    async load(window) {
      const [e, r, n, state, x] = (await run(LOAD, [nameOf(window)], [])) as (string | null)[]
      if (!e || state === null || state === undefined) return undefined
      return {
        epoch: Number(e),
        revision: Number(r),
        lastEvent: Number(n),
        state,
        expiresAt: Number(x),
      }
    },
    delete: async (window, epoch) => void (await run(DELETE, [nameOf(window)], [String(epoch)])),
    async list() {
      const found = new Set<string>()
      const pattern = `${prefix.replaceAll(/[[\]*?\\]/g, '\\$&')}*`
      let cursor = '0'
      do {
        const [next, names] = (await run(SCAN, [], [cursor, pattern])) as [string, string[]]
        for (const name of names) found.add(name.slice(prefix.length))
        cursor = next
      } while (cursor !== '0')
      return [...found]
    },
    // Redis does it by itself.
    expire: async () => {},
    close: async () => close?.(),
  }
}

function runOn(client: NodeRedisScripts | IoRedisScripts): RunScript {
  if (typeof client?.eval !== 'function') {
    const expected = '"redis://host:port", or a client of the package redis or ioredis'
    throw fail('E_OPTION', 'redisStore(to)', expected, describe(client))
  }
  if ('status' in client) {
    return (script, keys, words) => client.eval(script, keys.length, ...keys, ...words)
  }
  return (script, keys, words) => client.eval(script, { keys, arguments: words })
}

/** A client of the store's own, which connects when it is first used and again without end. */
function connected(url: string): { run: RunScript; close: () => void } {
  let client: NodeRedisClient | undefined
  let opening: Promise<RunScript> | undefined
  const open = async (): Promise<RunScript> => {
    const made = (client = await clientOf(url))
    // Without a listener its errors would end the process; commands that wait say what is wrong.
    made.on('error', () => {})
    await made.connect()
    return runOn(made as unknown as NodeRedisScripts)
  }
  return {
    run: async (script, keys, words) => (await (opening ??= open()))(script, keys, words),
    close: () => {
      client?.destroy()
      client = opening = undefined
    },
  }
}
