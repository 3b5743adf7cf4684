/**
 * A view that hibernates: its large values are a text in a store, and what it shows is rendered again when something
 * comes for it. The view itself, its components, topics and timers stay where they are.
 */
import { Stream } from '../../template/stream.ts'
import { TextStream } from '../../template/text-stream.ts'
import { Upload } from '../../uploads/upload.ts'
import { fieldsWithForms } from '../form/carried-form.ts'
import { AsyncResult } from '../view/async-result.ts'
import type { LiveView, LiveViewClass } from '../view/live-view.ts'
import { journalsOf, readsStreams } from '../view/named-streams.ts'
import type { Services } from '../page/services.ts'
import type { Renderer } from './renderer.ts'
import { formsWritten, read, written } from './state-text.ts'
import type { ViewRuntime } from './view-runtime.ts'

/** A text in a store. */
export interface KeptText {
  /** @throws LiveError E_STORE; E_MOVED when it is gone. */
  read(): Promise<string>
  forget(): void
}

/** Puts a text into a store. @throws LiveError E_STORE. */
export type Keep = (text: string) => Promise<KeptText>

type Fields = Record<string, unknown>

/** An instance, as far as it can be put away. */
export interface Hibernating {
  readonly name: string
  readonly view: LiveView
  readonly services: Services
  readonly runtime: ViewRuntime
  readonly renderer: Renderer
  readonly posted: number
  away: PutAway | null
  inTurn(run: () => void | Promise<void>): boolean
  postAlways(what: string, run: () => unknown): boolean
  report(what: string, error: unknown): void
}

/** Shorter texts stay: they take less memory than their absence. */
const LONG = 64
/** Fields of ours, which are read between the turns of a view. */
const OURS = new Set(['props', 'pageTitle', 'pageMeta', 'unsaved'])

export class PutAway {
  readonly #instance: Hibernating
  /** The view and its components. */
  readonly #targets: readonly object[]
  readonly #kept: KeptText | null
  /** What it shows can't be made again by a render: the browser gets all values. */
  readonly #resends: boolean
  /** Something came for it and could not be handed over. */
  #hasFailed = false

  private constructor(instance: Hibernating, targets: readonly object[], kept: KeptText | null) {
    this.#instance = instance
    this.#targets = targets
    this.#kept = kept
    this.#resends = !instance.renderer.putAway()
  }

  /**
   * Puts away what can be, in a turn of the view.
   * @param keep is called with no text that is longer than `most` characters.
   * @returns undefined when nothing can be.
   * @throws what `keep` throws.
   */
  static async of(instance: Hibernating, keep: Keep, most: number): Promise<PutAway | undefined> {
    if (!canHibernate(instance)) return undefined
    const components = instance.renderer.components.map(([, one]) => one.component as object)
    const targets = [instance.view, ...components]
    const away = targets.map(largeFields)
    if (away.every((fields) => Object.keys(fields).length === 0)) {
      return new PutAway(instance, targets, null)
    }
    const text = textOf(targets, away)
    // What is shown can be made again where fields can't be written.
    if (text === undefined || text.length > most) return new PutAway(instance, targets, null)
    const kept = await keep(text)
    // What the app has written meanwhile, outside of the view's turns, would be lost.
    if (!targets.every((target, i) => isAsBefore(target as Fields, away[i]!))) {
      kept.forget()
      return undefined
    }
    targets.forEach((target, i) => {
      for (const name of Object.keys(away[i]!)) (target as Fields)[name] = undefined
    })
    return new PutAway(instance, targets, kept)
  }

  /**
   * Gives the view its values back, in a turn of it, and goes on with that.
   * @param failed is told what the store throws.
   */
  async back(goOn: () => void | Promise<void>, failed: (error: unknown) => void): Promise<void> {
    try {
      await this.#giveBack()
    } catch (error) {
      this.#hasFailed = true
      return failed(error)
    }
    const { runtime } = this.#instance
    this.#instance.away = null
    if (this.#resends) this.#show()
    // What was said to it and lost.
    if (this.#hasFailed) runtime.missed()
    return goOn()
  }

  async #giveBack(): Promise<void> {
    if (this.#kept === null) return
    const { revive } = classOf(this.#targets)
    const away = read(await this.#kept.read(), revive) as Fields[]
    this.#targets.forEach((target, i) => Object.assign(target, away[i]))
    this.#kept.forget()
  }

  /** Components get their props before anything else asks for them. */
  #show(): void {
    const instance = this.#instance
    const { renderer } = instance
    renderer.resend = true
    if (renderer.isHeld) return
    try {
      const more = renderer.send(0, null)
      if (more) instance.postAlways('components', () => more)
    } catch (error) {
      // The render that follows says so to the browser.
      instance.report('render', error)
      renderer.resend = true
    }
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

const isReading = (value: unknown): boolean =>
  value instanceof Upload || value instanceof Stream || value instanceof TextStream

/** Lists, objects and long texts, but for forms and failures, which no text brings back as they are. */
function largeFields(target: object): Fields {
  const forms = fieldsWithForms(target)
  const large = Object.entries(target).filter(
    ([name, value]) =>
      !OURS.has(name) &&
      !name.startsWith('_') &&
      !forms.has(name) &&
      !(value instanceof AsyncResult && value.failed) &&
      isLarge(value),
  )
  return Object.fromEntries(large)
}

const isLarge = (value: unknown): boolean =>
  typeof value === 'string' ? value.length > LONG : typeof value === 'object' && value !== null

/** All of them in one text: values that are one object stay one. undefined for what can't be written. */
function textOf(targets: readonly object[], away: readonly Fields[]): string | undefined {
  try {
    const text = written(classOf(targets), away, (path) => `the field ${path}`)
    return formsWritten(text) === 0 ? text : undefined
  } catch {
    // Values of classes, functions: the view keeps its fields.
    return undefined
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

function isAsBefore(target: Fields, away: Fields): boolean {
  return Object.entries(away).every(([name, value]) => Object.is(target[name], value))
}
