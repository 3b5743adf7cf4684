/** A component as its view's instance keeps it: what it shows, and its way to the browser. */
import { describe, fail } from '../../base/errors.ts'
import { noteOrigin } from '../../base/origin.ts'
import { Differ, SAME } from '../../template/diff.ts'
import { NestedBlock, nestedStrings } from '../../template/nested-block.ts'
import type { NestedContent } from '../../template/nested-block.ts'
import { Block } from '../../template/html.ts'
import { mode } from '../../template/mode.ts'
import type { Ref } from '../../wire/frames.ts'
import type { Receiver } from '../../window/receiver.ts'
import type { Provider } from '../view/context.ts'
import { EventCall } from '../view/event-call.ts'
import { advance } from '../../base/lifecycle.ts'
import type { Transitions } from '../../base/lifecycle.ts'
import { giveFields } from '../form/carried-form.ts'
import { ownComponent } from './child.ts'
import type {
  ChildState,
  ComponentClass,
  ComponentShape,
  HostOptions,
  ChildRegistry,
  Identity,
  Child,
  Parent,
} from './child.ts'
import type { KeptComponent } from './carried.ts'
import { renderingIn } from './render-scope.ts'
import { requireSchemas } from '../view/schema-check.ts'
import { StaleProps } from './stale-props.ts'
import type { LiveView } from '../view/live-view.ts'

type Props = Record<string, unknown>

const STATES: Transitions<ChildState> = {
  new: ['mounted', 'left'],
  mounted: ['left'],
  left: [],
  closed: [],
}

/** What a component in a view is made of. */
export interface ComponentParts {
  readonly owner: Parent
  /** The view or component that shows it. */
  readonly outer: Provider
  /** Gives what its own template can name. */
  readonly registryOf: (child: Provider) => ChildRegistry
  readonly Component: ComponentClass<object>
  readonly props: Props & Identity
  readonly options: HostOptions
  /** What it was in another process: it is mounted there, and has its props. */
  readonly kept: KeptComponent | undefined
}

export class ChildComponent implements Child, Receiver, NestedContent, Provider {
  readonly number: number
  readonly block: NestedBlock
  readonly component: ComponentShape
  readonly outer: Provider
  provided: Provider['provided'] = null
  tree: Block | null = null
  readonly bytes = null
  readonly events: string[] = []
  dirty = true
  rendered = 0
  unsettled = true
  busy = false
  state: ChildState = 'new'
  isNew = false
  /** What it shows was let go: the next render of its view brings its props, and it is made again. */
  #isAway = false
  /** The page needs all values of what it has. */
  #resends = false
  readonly #owner: Parent
  readonly #registry: ChildRegistry
  readonly #stale: StaleProps | null

  constructor({ owner, outer, registryOf, Component, props, options, kept }: ComponentParts) {
    this.#owner = owner
    this.#registry = registryOf(this)
    this.outer = outer
    this.number = owner.sink.allot(this, kept?.number)
    this.block = new NestedBlock(nestedStrings(options.tag ?? 'div'), this.number, this)
    if (owner.services.requireSchemas) requireSchemas(Component.prototype as object)
    this.component = new Component()
    this.component.props = props
    this.#stale = mode.development ? new StaleProps(this.name, owner.services.logger) : null
    this.#stale?.take(props)
    if (kept) {
      giveFields(this.component, kept.fields)
      kept.restore(this.component)
      this.state = advance(STATES, this.state, 'mounted')
      this.unsettled = false
    }
    ownComponent(this.component, this)
  }

  get name(): string {
    return `${this.component.constructor.name} ${JSON.stringify((this.component.props as Identity).id)}`
  }

  /** See base/held-memory.ts. */
  heldParts(): readonly unknown[] {
    return [Object.values(this.component), this.tree]
  }

  get view(): LiveView {
    return this.#owner.view
  }

  /** Takes the props of the newest render. */
  give(props: Props & Identity): void {
    const old = this.component.props as Props
    if (this.#isAway) {
      this.#isAway = false
      this.component.props = props
      this.dirty = true
      // Objects come back as copies: of them it is not known whether they differ.
      this.unsettled = Object.keys(old).some((key) => !Object.is(props[key], old[key]))
      return
    }
    const keys = Object.keys(props)
    if (
      keys.length === Object.keys(old).length &&
      keys.every((key) => Object.is(props[key], old[key]))
    ) {
      this.#stale?.compare(props)
      return
    }
    this.#stale?.take(props)
    this.component.props = props
    this.unsettled = true
    this.dirty = true
  }

  /** Lets go of what it shows, while its view hibernates. */
  putAway(): void {
    this.#isAway = true
    this.tree = null
    const props = Object.entries(this.component.props)
    this.component.props = Object.fromEntries(props.filter(([, value]) => isPlain(value)))
  }

  /** @returns whether it was put away, and is rendered again. */
  remake(): boolean {
    const isWaiting = !this.#isAway && this.tree === null && this.state === 'mounted'
    if (!isWaiting || this.unsettled || this.busy) return false
    this.prepare()
    return true
  }

  /** Mounts it the first time. */
  mount(): void | Promise<void> {
    if (this.state !== 'new') return
    this.state = advance(STATES, this.state, 'mounted')
    return this.run(() => this.component.mount?.())
  }

  /** Runs a method of the component; its failure tells whose it is. */
  run(method: () => void | Promise<void>): void | Promise<void> {
    const failed = (error: unknown): never => {
      throw noteOrigin(error, this.name)
    }
    try {
      const result = method()
      return result instanceof Promise ? result.catch(failed) : result
    } catch (error) {
      failed(error)
    }
  }

  contextChanged(): void {
    this.#owner.contextChanged()
  }

  receive(
    n: number,
    name: string,
    args: Record<string, unknown> | undefined,
    wantsReply: boolean,
  ): void {
    const call = new EventCall(this.#owner, n, { child: this, wantsReply })
    this.#owner.accept(call, name, args ?? {})
  }

  /** The page asks for this component's values alone. */
  resend(): void {
    this.#resends = true
    this.dirty = true
    this.#owner.changed()
  }

  render(): Block {
    const tree: unknown = renderingIn(this.#registry, () => this.component.render())
    if (!(tree instanceof Block)) {
      throw fail('E_NO_RENDER', this.component.constructor.name, describe(tree))
    }
    return tree
  }

  /** Renders it for the page that is printed. */
  prepare(): void {
    this.tree = this.render()
    this.dirty = false
  }

  send(ref: Ref, whole: boolean): void {
    const { sink } = this.#owner
    const tree = this.render()
    const before = this.tree
    renderingIn(this.#registry, () => {
      const differ = new Differ(sink)
      const known = this.isNew ? null : before
      if (whole || this.#resends || known === null)
        sink.values(ref, this.number, differ.all(known, tree))
      else {
        const patch = differ.diff(known, tree)
        if (patch !== SAME || ref !== 0) sink.update(ref, this.number, patch)
      }
    })
    this.tree = tree
    this.dirty = false
    this.isNew = false
    this.#resends = false
  }

  renew(): void {
    this.isNew = true
    this.dirty = true
  }

  leave(): void {
    this.#owner.sink.free(this.number)
    this.state = advance(STATES, this.state, 'left')
    const { component } = this
    const failed = (error: unknown): void =>
      this.#owner.report('unmount', noteOrigin(error, this.name))
    try {
      // One that is async is not waited for.
      Promise.resolve(component.unmount?.()).catch(failed)
    } catch (error) {
      failed(error)
    }
  }

  resume(): void {}
  present(): void {}
  disconnect(): void {}
}

/** Texts, numbers, functions: what stays while a view hibernates. */
const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null
