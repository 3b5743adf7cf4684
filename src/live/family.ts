/**
 * What lives inside a view: components, and views of their own. A render names those it shows; the rest
 * leaves. Members are compared and sent one by one, after the view around them.
 */
import { fail } from '../base/errors.ts'
import { Hosted } from '../template/hosted.ts'
import { Block } from '../template/html.ts'
import { List } from '../template/each.ts'
import { Memo } from '../template/memo.ts'
import { StreamList } from '../template/stream-list.ts'
import type { Ref } from '../wire/frames.ts'
import { ComponentMember } from './component-member.ts'
import type { Provider } from './context.ts'
import type {
  ComponentClass,
  HostOptions,
  Household,
  Identity,
  Member,
  Owner,
  ViewOptions,
} from './member.ts'
import { ViewMember } from './view-member.ts'
import type { LiveView } from './view.ts'

export class Family implements Household {
  readonly #owner: Owner
  readonly #members: Map<string, Member>
  readonly #host: Provider

  /** @param host the view, or the component in it, whose template names members. */
  constructor(owner: Owner, host: Provider = owner, members: Map<string, Member> = new Map()) {
    this.#owner = owner
    this.#host = host
    this.#members = members
  }

  get name(): string {
    return this.#host.name
  }

  get isEmpty(): boolean {
    return this.#members.size === 0
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
        (host) => new Family(this.#owner, host, this.#members),
        Class,
        given,
        options,
      )
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
    return member.hosted
  }

  /** Everybody may have consumed what changed. */
  contextChanged(): void {
    for (const member of this.#members.values()) member.dirty = true
  }

  /** Lets those go that the trees do not show any more. */
  sweep(tree: Block): void {
    const shown = new Set<number>()
    const byNumber = new Map([...this.#members.values()].map((member) => [member.number, member]))
    const show = (number: number): void => {
      shown.add(number)
      const inner = byNumber.get(number)?.tree
      if (inner) visit(inner)
    }
    const visit = (value: unknown): void => {
      if (value instanceof Hosted) show(value.number)
      else if (value instanceof StreamList) value.rows?.hosted.forEach(show)
      else if (value instanceof Block) value.values.forEach(visit)
      else if (value instanceof List) value.rows.forEach(visit)
      else if (value instanceof Memo) visit(value.block)
    }
    visit(tree)
    for (const [key, member] of this.#members) {
      if (shown.has(member.number)) continue
      this.#members.delete(key)
      member.leave()
    }
  }

  /** True when there are views of their own inside. */
  get hasViews(): boolean {
    return this.#some((member) => member instanceof ViewMember)
  }

  /** True when somebody came, or changed, that was not sent yet and can be. */
  get hasNews(): boolean {
    return this.#some(({ busy, unsettled, dirty }) => !busy && (unsettled || dirty))
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

  /**
   * Sends those that changed, or all of them. The last of them answers the events; returns the answer
   * when there was none.
   */
  send(ref: Ref, whole: boolean, last: Member | null): Ref {
    const due = [...this.#members.values()].filter(
      (member) => member !== last && isReady(member) && (whole || member.dirty),
    )
    for (const member of due) member.send(0, whole)
    if (last === null || !isReady(last) || ![...this.#members.values()].includes(last)) return ref
    if (ref !== 0 || whole || last.dirty) last.send(ref, whole)
    return 0
  }

  /** The page is left: everybody leaves. */
  leave(): void {
    for (const member of this.#members.values()) member.leave()
    this.#members.clear()
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
function isReady(member: Member): boolean {
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
