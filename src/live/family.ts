/**
 * What lives inside a view: components, and views of their own. A render names those it shows; walk.ts
 * sends them and finds the rest, which leaves.
 */
import { fail } from '../base/errors.ts'
import type { Hosted } from '../template/hosted.ts'
import { ComponentMember } from './component-member.ts'
import type { Provider } from './context.ts'
import type {
  ComponentClass,
  HostOptions,
  Household,
  Identity,
  KeptComponent,
  Member,
  Owner,
  ViewOptions,
} from './member.ts'
import { ViewMember } from './view-member.ts'
import type { LiveView } from './view.ts'

export class Family implements Household {
  readonly #owner: Owner
  readonly #members: Map<string, Member>
  readonly #byNumber: Map<number, Member>
  readonly #host: Provider
  readonly #carried: Map<string, KeptComponent> | null

  /**
   * @param host the view, or the component in it, whose template names members.
   * @param view the view's own, with which a component's shares its members.
   * @param carried components of another process, by class and id.
   */
  constructor(
    owner: Owner,
    host: Provider = owner,
    view?: Family,
    carried: Map<string, KeptComponent> | null = null,
  ) {
    this.#owner = owner
    this.#host = host
    this.#members = view ? view.#members : new Map()
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
  ): Hosted {
    const key = `${Component.name} ${String(props.id)}`
    let member = this.#members.get(key) as ComponentMember | undefined
    if (member === undefined || !(member.component instanceof Component)) {
      const Class = Component as ComponentClass<object>
      const given = props as Props & Identity & Record<string, unknown>
      member = new ComponentMember(
        this.#owner,
        this.#host,
        (host) => new Family(this.#owner, host, this),
        Class,
        given,
        options,
        this.#carried?.get(key),
      )
      this.#carried?.delete(key)
      this.#members.set(key, member)
    } else member.give(props as never)
    return this.#named(member, key)
  }

  inside(View: new () => LiveView, options: ViewOptions): Hosted {
    const key = `${View.name} ${options.id}`
    let member = this.#members.get(key)
    if (member === undefined) {
      member = ViewMember.of(this.#owner, View, options)
      this.#members.set(key, member)
    }
    return this.#named(member, key)
  }

  #named(member: Member, key: string): Hosted {
    if (member.rendered === this.#owner.renders) throw fail('E_COMPONENT_ID', key)
    member.rendered = this.#owner.renders
    this.#byNumber.set(member.number, member)
    return member.hosted
  }

  /** Everybody may have consumed what changed. */
  contextChanged(): void {
    for (const member of this.#members.values()) member.dirty = true
  }

  /** Lets those go whose numbers are not among these. */
  keep(shown: ReadonlySet<number>): void {
    for (const [key, member] of this.#members) {
      if (shown.has(member.number)) continue
      this.#members.delete(key)
      this.#byNumber.delete(member.number)
      member.leave()
    }
  }

  at(number: number): Member | undefined {
    return this.#byNumber.get(number)
  }

  /** Components by class and id; null when there are views too, or some are not ready. */
  get components(): [key: string, member: ComponentMember][] | null {
    const found = [...this.#members]
    const isPlain = (member: Member): boolean =>
      member instanceof ComponentMember && isReady(member)
    if (!found.every(([, member]) => isPlain(member))) return null
    return found as [string, ComponentMember][]
  }

  /** True when there are views of their own inside. */
  get hasViews(): boolean {
    return this.#some((member) => member instanceof ViewMember)
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
    const groups = new Map<object, ComponentMember[]>()
    for (const member of [...this.#members.values()]) {
      if (!member.unsettled) continue
      member.unsettled = false
      if (!(member instanceof ComponentMember)) {
        waiting.push(busyWhile([member], (member as ViewMember).open()))
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
    for (const member of [...this.#members.values()]) {
      if (member.dirty && isReady(member)) member.prepare()
    }
  }

  /** The page is left: everybody leaves. */
  leave(): void {
    for (const member of this.#members.values()) member.leave()
    this.#members.clear()
    this.#byNumber.clear()
  }

  each(visit: (member: Member) => void): void {
    for (const member of [...this.#members.values()]) visit(member)
  }

  #some(test: (member: Member) => boolean): boolean {
    for (const member of this.#members.values()) if (test(member)) return true
    return false
  }
}

function settleComponents(members: ComponentMember[]): void | Promise<void> {
  const mounting = members.map((member) => member.mount())
  const components = members.map(({ component }) => component)
  const Component = components[0]!.constructor as ComponentClass<object>
  const update = (): void | Promise<void> => {
    if (Component.updateMany) return Component.updateMany(components as never[])
    const updates = members.map((member) => member.run(() => member.component.update?.()))
    return allOf(updates)
  }
  const mounted = allOf(mounting)
  return mounted instanceof Promise ? mounted.then(update) : update()
}

function allOf(results: (void | Promise<void> | undefined)[]): void | Promise<void> {
  const waiting = results.filter((result) => result instanceof Promise)
  return waiting.length > 0 ? Promise.all(waiting).then(() => {}) : undefined
}

/** True when a member can be rendered. */
export function isReady(member: Member): boolean {
  return !member.unsettled && !member.busy
}

async function busyWhile(members: Member[], settling: Promise<void>): Promise<void> {
  for (const member of members) member.busy = true
  try {
    await settling
  } finally {
    for (const member of members) member.busy = false
  }
}
