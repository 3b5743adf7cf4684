/**
 * What the apps of a process would otherwise share by its modules: topics, queue, handlers, signals, presence.
 * Each module keeps its part under a key of its own, made when it is first asked for.
 */
import { asyncStorage } from './async-storage.ts'
import type { AsyncStorage } from './async-storage.ts'

let hasDefault = false
/** Which namespace's work runs; null while there is only one. */
let running: AsyncStorage<Namespace> | null = null

/** What the handlers, signals and topics of one app belong to, where a process has several: `new Namespace()`. */
export class Namespace {
  /** For logs. */
  readonly name: string
  /** Where handlers and signals are looked up that are not defined here; null: nowhere. */
  readonly parent: Namespace | null
  readonly #parts = new Map<object, unknown>()

  /**
   * Keeps an app apart from the others of its process: `createApp({ namespace: new Namespace('shop') })`.
   * Functions without an app take it as an option: `pushToView(Orders, push, { namespace })`.
   * @param name for logs. Default "app".
   * @param options `parent`: its handlers and signals are served too. Default: none.
   */
  constructor(name: string = 'app', { parent = null }: { parent?: Namespace | null } = {}) {
    this.name = name
    this.parent = parent
    // Not for the first one: an app that is alone pays nothing.
    if (hasDefault) running ??= asyncStorage<Namespace>()
    hasDefault = true
  }

  /** A module's part of it. @internal */
  part<T>(key: (namespace: Namespace) => T): T {
    let part = this.#parts.get(key) as T | undefined
    if (part === undefined) this.#parts.set(key, (part = key(this)))
    return part
  }
}

/** What functions use that no app runs, and apps that name no other. */
export const defaultNamespace: Namespace = new Namespace('default')

/** Runs an app's work: functions that name no namespace use its own, also behind an `await`. */
export function runIn<R>(namespace: Namespace, work: () => R): R {
  return running === null ? work() : running.run(namespace, work)
}

/** @returns what finds a namespace's part, and makes it where it is new. Default: that of the work that runs. */
export function perNamespace<T>(make: (namespace: Namespace) => T): (namespace?: Namespace) => T {
  return (namespace = running?.getStore() ?? defaultNamespace) => namespace.part(make)
}
