/**
 * What lives inside a view: components, and views of their own. A render names those it shows; walk.ts
 * sends them and finds the rest, which leaves.
 */
import { fail } from '../../base/errors.ts'
import type { NestedBlock } from '../../template/nested-block.ts'
import { ChildComponent } from './child-component.ts'
import type { Provider } from '../view/context.ts'
import type {
  ComponentClass,
  HostOptions,
  ChildRegistry,
  Identity,
  Child,
  Parent,
  ViewOptions,
} from './child.ts'
import type { Carried } from './carried.ts'
import { ChildView } from './child-view.ts'
import type { LiveView } from '../view/live-view.ts'

export class Children implements ChildRegistry {
  readonly #owner: Parent
  readonly #children: Map<string, Child>
  readonly #byNumber: Map<number, Child>
  readonly #host: Provider
  readonly #carried: Carried | null

  /**
   * @param host the view, or the component in it, whose template names children.
   * @param view the view's own, with which a component's shares its children.
   * @param carried what another process showed.
   */
  constructor(
    owner: Parent,
    host: Provider = owner,
    view?: Children,
    carried: Carried | null = null,
  ) {
    this.#owner = owner
    this.#host = host
    this.#children = view ? view.#children : new Map()
    this.#byNumber = view ? view.#byNumber : new Map()
    this.#carried = view ? view.#carried : carried
  }

  get name(): string {
    return this.#host.name
  }

  component<Props extends object>(
    Component: ComponentClass<Props>,
    props: Props & Identity,
    options: HostOptions,
  ): NestedBlock {
    const key = `${Component.name} ${String(props.id)}`
    let child = this.#children.get(key) as ChildComponent | undefined
    if (child === undefined || !(child.component instanceof Component)) {
      const Class = Component as ComponentClass<object>
      const given = props as Props & Identity & Record<string, unknown>
      child = new ChildComponent({
        owner: this.#owner,
        outer: this.#host,
        registryOf: (host) => new Children(this.#owner, host, this),
        Component: Class,
        props: given,
        options,
        kept: this.#carried?.components.get(key),
      })
      this.#carried?.components.delete(key)
      this.#children.set(key, child)
    } else child.give(props as never)
    return this.#named(child, key)
  }

  inside(View: new () => LiveView, options: ViewOptions): NestedBlock {
    const key = `${View.name} ${options.id}`
    let child = this.#children.get(key)
    if (child === undefined) {
      child = ChildView.of(this.#owner, View, { ...options, kept: this.#carried?.views.get(key) })
      this.#carried?.views.delete(key)
      this.#children.set(key, child)
    }
    return this.#named(child, key)
  }

  #named(child: Child, key: string): NestedBlock {
    if (child.rendered === this.#owner.renders) throw fail('E_COMPONENT_ID', key)
    child.rendered = this.#owner.renders
    this.#byNumber.set(child.number, child)
    return child.block
  }

  /** Everybody may have consumed what changed. */
  contextChanged(): void {
    for (const child of this.#children.values()) child.dirty = true
  }

  /** Lets those go whose numbers are not among these. */
  keep(shown: ReadonlySet<number>): void {
    for (const [key, child] of this.#children) {
      if (shown.has(child.number)) continue
      this.#children.delete(key)
      this.#byNumber.delete(child.number)
      child.leave()
    }
  }

  at(number: number): Child | undefined {
    return this.#byNumber.get(number)
  }

  /** Components by class and id, but for those that were never shown. */
  get components(): [key: string, member: ChildComponent][] {
    return [...this.#children].filter(
      (entry): entry is [string, ChildComponent] =>
        entry[1] instanceof ChildComponent && entry[1].tree !== null,
    )
  }

  /** Views inside by class and id. */
  get views(): [key: string, member: ChildView][] {
    return [...this.#children].filter(
      (entry): entry is [string, ChildView] => entry[1] instanceof ChildView,
    )
  }

  /** True when there are views of their own inside. */
  get hasViews(): boolean {
    return this.#some((member) => member instanceof ChildView)
  }

  /** True when somebody must settle before all can be shown. */
  get unsettled(): boolean {
    return this.#some((member) => member.unsettled)
  }

  /**
   * Mounts what is new and hands over new props; those of a class with `updateMany` together. Returns a
   * promise when that takes time.
   */
  settle(): void | Promise<void> {
    const waiting: Promise<void>[] = []
    const groups = new Map<object, ChildComponent[]>()
    for (const member of [...this.#children.values()]) {
      if (!member.unsettled) continue
      member.unsettled = false
      if (!(member instanceof ChildComponent)) {
        waiting.push(busyWhile([member], (member as ChildView).open()))
        continue
      }
      const kind = member.component.constructor
      const group = groups.get(kind)
      if (group) group.push(member)
      else groups.set(kind, [member])
    }
    for (const group of groups.values()) {
      const settled = settleComponents(group)
      if (settled instanceof Promise) waiting.push(busyWhile(group, settled))
    }
    return waiting.length > 0 ? Promise.all(waiting).then(() => {}) : undefined
  }

  /** Renders those that have not been, for the page that is printed. */
  prepare(): void {
    for (const member of [...this.#children.values()]) {
      if (member.dirty && isReady(member)) member.prepare()
    }
  }

  /**
   * Renders components that were put away, as far as those that show them are there.
   * @returns whether there were any.
   */
  remake(): boolean {
    const isAway = (member: Child): boolean => member instanceof ChildComponent && member.remake()
    return [...this.#children.values()].filter(isAway).length > 0
  }

  /** Asks views inside whether their visitor may stay. @throws what fails without saying no. */
  async reopen(): Promise<void> {
    const asked: Promise<void>[] = []
    this.each((member) => {
      if (member instanceof ChildView) asked.push(member.reopen())
    })
    await Promise.all(asked)
  }

  /** The page is left: everybody leaves. */
  leave(): void {
    for (const member of this.#children.values()) member.leave()
    this.#children.clear()
    this.#byNumber.clear()
  }

  each(visit: (member: Child) => void): void {
    for (const member of [...this.#children.values()]) visit(member)
  }

  #some(test: (member: Child) => boolean): boolean {
    for (const member of this.#children.values()) if (test(member)) return true
    return false
  }
}

function settleComponents(children: ChildComponent[]): void | Promise<void> {
  const mounting = children.map((member) => member.mount())
  const components = children.map(({ component }) => component)
  const Component = components[0]!.constructor as ComponentClass<object>
  const update = (): void | Promise<void> => {
    if (Component.updateMany) return Component.updateMany(components as never[])
    const updates = children.map((member) => member.run(() => member.component.update?.()))
    return allOf(updates)
  }
  const mounted = allOf(mounting)
  return mounted instanceof Promise ? mounted.then(update) : update()
}

function allOf(results: (void | Promise<void> | undefined)[]): void | Promise<void> {
  const waiting = results.filter((result) => result instanceof Promise)
  return waiting.length > 0 ? Promise.all(waiting).then(() => {}) : undefined
}

/** True when a child can be rendered. */
export function isReady(member: Child): boolean {
  return !member.unsettled && !member.busy
}

async function busyWhile(children: Child[], settling: Promise<void>): Promise<void> {
  for (const member of children) member.busy = true
  try {
    await settling
  } finally {
    for (const member of children) member.busy = false
  }
}
