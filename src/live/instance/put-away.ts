/**
 * A view that hibernates: its large values are a text in a store, and what it shows is rendered again when something
 * comes for it. The view itself, its components, topics and timers stay where they are.
 */
import { LiveError } from '../../base/errors.ts'
import type { LiveView, LiveViewClass } from '../view/live-view.ts'
import { journalsOf, readsStreams } from '../view/named-streams.ts'
import type { Services } from '../page/services.ts'
import { fieldsThatMove, isReading, moveIn, moveOut } from './away-fields.ts'
import type { MovedFields } from './away-fields.ts'
import type { Renderer } from './renderer.ts'
import { formsWritten, read, written } from './state-text.ts'
import type { ViewRuntime } from './view-runtime.ts'

/** A text in a store. */
export interface KeptText {
  /** @throws LiveError E_WAKE. */
  read(): Promise<string>
  forget(): void
}

/** Where texts are put. */
export interface Keeper {
  /** Characters of a text, at most. */
  readonly most: number
  /** @throws LiveError E_WAKE. */
  keep(text: string): Promise<KeptText>
  /** A view keeps its fields in memory. */
  stays(reason: string): void
}

/** An instance, as far as it can be put away. */
export interface Hibernating {
  readonly name: string
  readonly view: LiveView
  readonly services: Services
  readonly runtime: ViewRuntime
  readonly renderer: Renderer
  readonly posted: number
  readonly closed: boolean
  away: PutAway | null
  inTurn(run: () => void | Promise<void>): boolean
  postAlways(what: string, run: () => unknown): boolean
}

export class PutAway {
  readonly #instance: Hibernating
  /** The view and its components. */
  readonly #targets: readonly object[]
  readonly #kept: KeptText | null
  /** Something came for it and could not be handed over. */
  #hasFailed = false

  private constructor(instance: Hibernating, targets: readonly object[], kept: KeptText | null) {
    this.#instance = instance
    this.#targets = targets
    this.#kept = kept
    instance.renderer.putAway()
  }

  /** Its fields are in the store. */
  get isKept(): boolean {
    return this.#kept !== null
  }

  /**
   * Puts away what can be, in a turn of the view.
   * @returns undefined when nothing can be.
   * @throws what the keeper throws.
   */
  static async of(instance: Hibernating, keeper: Keeper): Promise<PutAway | undefined> {
    if (!canHibernate(instance)) return undefined
    const components = instance.renderer.components.map(([, one]) => one.component as object)
    const targets = [instance.view, ...components]
    const away = fieldsThatMove(targets)
    // What is shown can be made again where fields can't be written.
    const text = textOf(targets, away, keeper)
    if (text === undefined) return new PutAway(instance, targets, null)
    const kept = await keeper.keep(text)
    // It ended, or the app has written meanwhile, outside of the view's turns: that would be lost.
    const isAsBefore = targets.every((target, i) => isSame(target as MovedFields, away[i]!))
    if (instance.closed || !isAsBefore) {
      kept.forget()
      return undefined
    }
    targets.forEach((target, i) => moveOut(target, away[i]!))
    return new PutAway(instance, targets, kept)
  }

  /**
   * Gives the view its values back, in a turn of it, and goes on with that. One that has ended goes on without them.
   * @param failed is told what the store throws.
   */
  async back(goOn: () => void | Promise<void>, failed: (error: unknown) => void): Promise<void> {
    const instance = this.#instance
    try {
      await this.#giveBack()
    } catch (error) {
      this.#hasFailed = true
      failed(error)
      if (!instance.closed) return
    }
    instance.away = null
    // Components get their props before anything else asks for them.
    instance.renderer.recall()
    // What was said to it and lost.
    if (this.#hasFailed) instance.runtime.missed()
    return goOn()
  }

  async #giveBack(): Promise<void> {
    if (this.#kept === null) return
    const { revive } = classOf(this.#targets)
    const away = read(await this.#kept.read(), revive) as MovedFields[]
    this.#targets.forEach((target, i) => moveIn(target, away[i]!))
    this.#kept.forget()
  }

  /**
   * Its view ends. Fields that no method will read any more are forgotten.
   * @returns whether components end as the view does, when their fields are back.
   */
  endsLate(): boolean {
    const instance = this.#instance
    const ends = this.#targets.some((target) => 'unmount' in target)
    if (ends || instance.view.disconnect) return ends
    this.#kept?.forget()
    instance.away = null
    return false
  }

  /** Nothing is left to do. @param options `isWanted`: something of the view is to be shown. */
  show({ isWanted }: { isWanted: boolean }): void {
    const { runtime } = this.#instance
    if (!isWanted && runtime.effects.count === 0) return
    // Else the next event or message tries again.
    if (!this.#hasFailed) this.#instance.postAlways('wake', () => {})
  }
}

/** False while it has something that no text and no render brings back. */
function canHibernate({ view, runtime, renderer }: Hibernating): boolean {
  const targets = [view, ...renderer.components.map(([, one]) => one.component as object)]
  if (runtime.tasks?.idle === false || renderer.views.length > 0) return false
  if (!renderer.canPrintAgain || !renderer.canBeCarried) return false
  return targets.every(
    (target) =>
      journalsOf(target).length === 0 &&
      !readsStreams(target) &&
      !Object.values(target).some(isReading),
  )
}

/** All of them in one text: values that are one object stay one. undefined: there are none, or they stay. */
function textOf(
  targets: readonly object[],
  away: readonly MovedFields[],
  { most, stays }: Keeper,
): string | undefined {
  if (away.every((fields) => Object.keys(fields).length === 0)) return undefined
  try {
    const text = written(
      classOf(targets),
      away,
      (path) => `the field ${path.replace(/^\d+\./, '')}`,
    )
    if (formsWritten(text) > 0) return undefined
    if (text.length <= most) return text
    stays(`Its state has ${text.length} characters; limits.stateBytes is ${most}.`)
  } catch (error) {
    if (!(error instanceof LiveError)) throw error
    stays(error.message)
  }
}

/** The class of a view, which also writes and reads what its components' classes do. */
function classOf(targets: readonly object[]): LiveViewClass {
  const classes = targets.map((target) => target.constructor as LiveViewClass)
  const [View] = classes
  const serialize = Object.assign({}, ...classes.map((one) => one.serialize)) as object
  const revive = Object.assign({}, ...classes.map((one) => one.revive)) as object
  if (Object.keys(serialize).length === 0) return View!
  return { name: View!.name, serialize, revive } as unknown as LiveViewClass
}

function isSame(target: MovedFields, away: MovedFields): boolean {
  return Object.entries(away).every(([name, value]) => Object.is(target[name], value))
}
