/**
 * Keeps the windows of durable views in the app's store: their first state when they join, a new one after
 * each turn, before anything of it is told to the browser; and finds those that another process kept.
 */
import { elapsed } from '../base/clock.ts'
import type { Clock } from '../base/clock.ts'
import { fail } from '../base/errors.ts'
import type { LiveError } from '../base/errors.ts'
import type { Limits } from '../base/limits.ts'
import { Wait } from '../base/wait.ts'
import { stateOf } from '../live/instance/carried-view.ts'
import { checkMemory } from '../live/instance/state-memory.ts'
import { logFailure } from '../live/page/failure.ts'
import type { Instance } from '../live/instance/instance.ts'
import type { Services } from '../live/page/services.ts'
import { visitorOf } from '../live/view/rate-limit.ts'
import { GroupCommit } from '../stores/group-commit.ts'
import type { CommitOutcome } from '../stores/group-commit.ts'
import { memoryStore } from '../stores/memory.ts'
import { checkedKeys, sealedStore } from '../stores/sealed-store.ts'
import type { StateStore, StoredWindow } from '../stores/store.ts'
import { carriedTopics } from '../audience/carried-topics.ts'
import { CommitGate } from '../window/commit-gate.ts'
import type { Store } from '../window/commit-gate.ts'
import { callOver, openCalls } from '../window/open-calls.ts'
import type { Window } from '../window/window.ts'
import type { KeptPage, KeptWindow, LeftWindow, Standing } from './kept-window.ts'
import { tooLarge } from './state-size.ts'
import { LeftStates } from './left-states.ts'

/** Milliseconds between two looks for states that are over. */
const EXPIRE_MS = 600_000

/** Where an app keeps them; see AppOptions. */
interface Stored {
  store?: StateStore
  storeKey?: string | readonly string[]
}

/** What of an app it needs. */
interface Parts {
  development: boolean
  clock: Clock
  limits: Limits
  services: Services
}

export class Durability {
  readonly #parts: Parts
  readonly #standing = new WeakMap<Window, Standing>()
  readonly #keys: readonly string[]
  readonly #left: LeftStates
  #store: StateStore
  /** The app was given a store. */
  readonly isStoreSet: boolean
  #commits: GroupCommit | null = null
  #expiredAt = -Infinity
  /** Ends this process's copy of a window; server/windows.ts sets it. */
  end: (page: KeptPage, error: LiveError) => void = () => {}

  /** @throws LiveError E_OPTION for a weak key. */
  constructor({ store, storeKey }: Stored, parts: Parts) {
    this.#parts = parts
    const { development, services } = parts
    this.#keys = checkedKeys(storeKey, { development, logger: services.logger })
    this.#left = new LeftStates(parts.limits)
    this.isStoreSet = store !== undefined
    this.#store = this.#sealed(store ?? memoryStore())
  }

  #sealed(store: StateStore): StateStore {
    const { logger } = this.#parts.services
    const unreadable = (window: string, { isUnsealed }: { isUnsealed: boolean }): void => {
      const how = isUnsealed
        ? 'not sealed (storeKey: [key, ""] takes it)'
        : 'sealed with another key'
      logger.warn({ window }, `a stored window is ${how}: it is mounted anew`)
    }
    return this.#keys.length > 0 ? sealedStore(store, this.#keys, unreadable) : store
  }

  get store(): StateStore {
    return this.#store
  }

  /** A store for an app that was given none. */
  use(store: StateStore): void {
    this.#store = this.#sealed(store)
    this.#commits = null
  }

  /**
   * A page has joined: if its view is durable, its state is stored.
   * @throws LiveError E_STORE, E_STATE, E_STATE_SIZE.
   */
  async keep(page: KeptPage): Promise<void> {
    if (!page.route.view.durable || page.window.gate !== null) return
    this.#expire()
    for (const { window, epoch } of this.#left.excess(visitorOf(page.instance.request))) {
      this.delete({ id: window }, epoch)
    }
    this.#guard(page)
    const { window } = page
    try {
      const outcome = await this.#first(page)
      if (outcome !== 'stored') throw this.#failure(outcome)
    } catch (error) {
      // What is stored is another process's, or this one's next try's.
      this.#standing.delete(window)
      throw error
    }
  }

  /** Stores a page's state in its turn, so that nothing changes it meanwhile. */
  #first(page: KeptPage): Promise<CommitOutcome> {
    return new Promise((resolve, reject) => {
      const store = (): void => {
        try {
          this.#commit(page, page.window.lastEvent, resolve)
        } catch (error) {
          reject(error as Error)
        }
      }
      if (!(page.instance as Instance).postAlways('store', store)) resolve('failed')
    })
  }

  #failure(outcome: CommitOutcome): LiveError {
    return outcome === 'fenced' ? fail('E_FENCED') : fail('E_STORE', this.#store.name)
  }

  /** The window shows another view, and event `n` is answered with it. */
  follow(page: KeptPage, n: number): void {
    if (page.route.view.durable && page.window.gate === null) this.#guard(page)
    page.window.gate?.close(n)
  }

  /** False for a copy that is older than what is stored. @throws LiveError E_STORE. */
  async isNewest({ window }: KeptPage): Promise<boolean> {
    const standing = this.#standing.get(window)
    if (standing === undefined || standing.stored === 0) return true
    const stored = await this.read(window.id)
    return stored?.epoch === standing.stored
  }

  /**
   * The window of this key and session, as it was stored last.
   * @throws LiveError E_STORE.
   */
  async load(key: string, session: string): Promise<LeftWindow | undefined> {
    const id = key.slice(0, key.indexOf('.'))
    const stored = await this.read(id)
    if (stored === undefined || stored.expiresAt <= this.#parts.clock.now()) return undefined
    const kept = JSON.parse(stored.state) as KeptWindow
    if (kept.key !== key || kept.session !== session) return undefined
    const { lastEvent, epoch, revision } = stored
    return { ...kept, window: id, lastEvent, epoch, revision }
  }

  /**
   * A window goes on that was stored: another process that has it is told by its next commit, unless they have stored a newer
   * state by then.
   */
  claim(window: Window, { epoch, revision = 0 }: LeftWindow): void {
    if (epoch === undefined) return
    this.#standing.set(window, { epoch: epoch + 1, stored: epoch, revision, size: 0 })
    this.#left.take(window.id)
  }

  /** A browser has left its page for good. */
  forget(window: Window): void {
    const standing = this.#standing.get(window)
    if (standing === undefined) return
    this.#standing.delete(window)
    this.delete(window, standing.epoch)
  }

  #guard(page: KeptPage): void {
    const { window } = page
    if (!this.#standing.has(window))
      this.#standing.set(window, { epoch: 1, stored: 0, revision: 0, size: 0 })
    window.onClose(() => this.#leave(page), { ties: false })
    const pass = (text: string): void => window.pass(text)
    const turn = (run: () => void): boolean => (page.instance as Instance).postAlways('call', run)
    const store: Store = (lastEvent, ran, done) => {
      // An event that took longer than its window, as while a server stops, is stored too; how a view ends is not.
      if (window.closed && ran.length === 0) return
      if (!page.route.view.durable) {
        this.#drop(window)
        return done()
      }
      try {
        const epoch = this.#standing.get(window)?.epoch
        this.#commit(page, lastEvent, (outcome) => {
          // The window shows another view by now, and what it had is deleted on purpose.
          const isDropped = this.#standing.get(window)?.epoch !== epoch
          this.#settled(page, isDropped ? 'stored' : outcome, done)
        })
      } catch (error) {
        this.#refused(page, ran, error)
      }
    }
    window.gate = new CommitGate(window.lastEvent, pass, {
      store,
      turn,
      ran: (n) => callOver(window, n),
      outbox: window.outbox,
    })
  }

  /** A state can't be stored: the events that led to it are refused, and the page goes on from the one before. */
  #refused(page: KeptPage, ran: readonly number[], error: unknown): void {
    const { window, instance, route } = page
    const { services } = this.#parts
    const { name } = route.view
    const { told, errorId } = logFailure(services, name, 'store', error, instance.request)
    if (this.#standing.get(window)?.stored) {
      window.gate = null
      if (ran.length > 0) window.refuse([...ran], told, errorId)
      return this.end(page, fail('E_UNSTORED', name))
    }
    // A load of the page says why.
    this.forget(window)
    this.end(page, fail('E_MOVED'))
  }

  /**
   * Looks whether a page that was just printed can be stored.
   * @throws LiveError E_STATE, E_STATE_SIZE.
   */
  check({ window, instance, route }: KeptPage): void {
    if (!route.view.durable) return
    const { url, session } = instance.request
    const view = stateOf(instance as Instance)
    this.#textOf(instance as Instance, { key: window.id, session: session.id, url, view })
  }

  /** @throws LiveError E_STATE_SIZE, E_STATE_MEMORY. */
  #textOf(instance: Instance, kept: KeptWindow): string {
    const { stateBytes } = this.#parts.limits
    checkMemory(kept.view, this.#parts.services)
    let state = JSON.stringify(kept)
    // What was said is worth less than what is.
    if (kept.said && state.length > stateBytes) state = JSON.stringify({ ...kept, said: undefined })
    if (state.length > stateBytes) throw tooLarge(instance, kept.view, state.length, stateBytes)
    return state
  }

  /** @throws LiveError E_STATE, E_STATE_SIZE. */
  #commit(page: KeptPage, lastEvent: number, settled: (outcome: CommitOutcome) => void): void {
    const { window, instance } = page
    const standing = this.#standing.get(window)
    if (standing === undefined) return settled('fenced')
    const { clock, limits } = this.#parts
    const { url, session } = instance.request
    const view = stateOf(instance as Instance)
    const { gate } = window
    const said = gate && gate.said.length > 0 ? gate.said : undefined
    const beside = { topics: carriedTopics(window), calls: openCalls(window), said }
    const kept: KeptWindow = { key: window.makeKey(), session: session.id, url, view, ...beside }
    const state = this.#textOf(instance as Instance, kept)
    const { epoch, stored: after, revision: before } = standing
    const afterRevision = after === 0 || after === epoch ? undefined : before
    const revision = (standing.revision = before + 1)
    standing.stored = epoch
    standing.size = LeftStates.sizeOf(state)
    const expiresAt = clock.now() + limits.stateMs
    const kind = { after, afterRevision, epoch, revision }
    this.commits.add(window, { window: window.id, ...kind, lastEvent, state, expiresAt }, settled)
  }

  #settled(page: KeptPage, outcome: CommitOutcome, done: () => void): void {
    if (outcome === 'stored') return done()
    // Its epoch may be another's by now: nothing more of this copy is stored.
    this.#standing.delete(page.window)
    if (page.window.closed) return
    this.end(page, this.#failure(outcome))
  }

  /** The window shows a view that is not durable. */
  #drop(window: Window): void {
    const standing = this.#standing.get(window)
    if (standing === undefined || standing.stored === 0) return
    this.delete(window, standing.epoch)
    standing.stored = 0
    standing.epoch++
  }

  /** A window is gone whose state stays. */
  #leave({ window, instance }: KeptPage): void {
    const standing = this.#standing.get(window)
    if (standing === undefined || standing.stored === 0) return
    const { request } = instance
    const visitor = visitorOf(request)
    const isAnonymous = request.user === null
    const { stored: epoch, size } = standing
    this.#left.add({ window: window.id, epoch, size, visitor, isAnonymous })
  }

  /** Deletes what is stored of a window. */
  delete({ id }: Pick<Window, 'id'>, epoch: number): void {
    const { services } = this.#parts
    this.#store.delete(id, epoch).catch((error: unknown) => {
      services.logger.error({ window: id, error }, 'a stored window was not deleted')
    })
  }

  /** Writes what comes together in one: for views that hibernate too. */
  get commits(): GroupCommit {
    if (this.#commits !== null) return this.#commits
    const { clock, limits, services } = this.#parts
    const { name } = this.#store
    const report = (error: unknown): void =>
      services.logger.error({ store: name, error }, 'the states of views were not stored')
    return (this.#commits = new GroupCommit(this.#store, clock, limits.storeMs, report))
  }

  #expire(): void {
    const { clock, services } = this.#parts
    const now = elapsed(clock)
    if (now - this.#expiredAt < EXPIRE_MS) return
    this.#expiredAt = now
    this.#store.expire(clock.now()).catch((error: unknown) => {
      services.logger.error({ error }, 'stored windows were not looked through')
    })
  }

  /** @throws LiveError E_STORE, when it takes too long too; why is logged. */
  async read(window: string): Promise<StoredWindow | undefined> {
    const { clock, limits, services } = this.#parts
    try {
      return await new Wait(this.#store.load(window), clock, limits.storeMs).over
    } catch (error) {
      services.logger.error({ store: this.#store.name, error }, 'the store of views failed')
      throw fail('E_STORE', this.#store.name)
    }
  }
}
