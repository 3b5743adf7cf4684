/**
 * What the browser shows of one view: the tree it was made from, the components and views inside, and
 * the way from one render to the next. Knows nothing of turns: instance.ts says when.
 */
import { describe, fail } from '../../base/errors.ts'
import { Wait } from '../../base/wait.ts'
import { Differ, SAME } from '../../template/diff.ts'
import type { NestedBlock } from '../../template/nested-block.ts'
import { Block } from '../../template/html.ts'
import type { FirstRender } from '../../template/stream.ts'
import { print, printAgain, printDraft } from '../../template/print.ts'
import type { Printed } from '../../template/printed.ts'
import type { PostTarget } from '../../template/form-post.ts'
import type { Ref } from '../../wire/frames.ts'
import type { ChildComponent } from '../children/child-component.ts'
import { Children } from '../children/children.ts'
import type {
  ComponentClass,
  HostOptions,
  ChildRegistry,
  Identity,
  Child,
  Parent,
  ViewOptions,
} from '../children/child.ts'
import type { Carried } from '../children/carried.ts'
import type { FrameSink } from '../page/frame-sink.ts'
import { renderingIn } from '../children/render-scope.ts'
import { rendered } from '../view/named-streams.ts'
import type { LiveView } from '../view/live-view.ts'
import { ChildView } from '../children/child-view.ts'
import { busyFor } from './busy-for.ts'
import { Walk } from '../children/walk.ts'

export class Renderer implements ChildRegistry {
  readonly #owner: Parent
  /** Counts renders. */
  renders = 0
  /** The title of a view that sets none. */
  standardTitle = ''
  /** The browser needs all values, not a patch. */
  resend = false
  /** It is not known whether the visitor may stay: nothing more is shown until they may. */
  isHeld = false
  /** What the browser shows, or will when it has read all frames. */
  #tree: Block | null = null
  /**
   * The digest of the printed page until its socket comes. The tree is made again then: most pages'
   * sockets come soon or never, and trees that wait are all the garbage collector's work.
   */
  #printed: number | null = null
  /** Something that was shown can't be rendered again: rows of streams, temporary fields. */
  #forgets = false
  /** Of these, some that only the page has: temporary fields, rows of append lists. */
  #gaveAway = false
  #title = ''
  #children: Children | null = null

  /** What another process showed inside, until it is shown here. */
  carried: Carried | null = null
  /** Until it is shown here: its streams show what the page has. */
  first: FirstRender | null = null

  constructor(owner: Parent) {
    this.#owner = owner
  }

  /** Components inside, for another process. */
  get components(): [key: string, member: ChildComponent][] {
    return this.#children?.components ?? []
  }

  /** Views inside, for another process. */
  get views(): [key: string, member: ChildView][] {
    return this.#children?.views ?? []
  }

  get name(): string {
    return this.#owner.view.constructor.name
  }

  get title(): string {
    return String(this.#owner.view.pageTitle ?? this.standardTitle)
  }

  /** See base/held-memory.ts. */
  heldParts(): readonly unknown[] {
    return [this.#tree]
  }

  /** True once something was rendered for the browser. */
  get isShown(): boolean {
    return this.#tree !== null
  }

  /**
   * Renders to HTML, for the first time or once more for the same visitor. Errors are the caller's.
   * @param posts where forms and buttons are posted without a script.
   */
  print(posts?: PostTarget): Printed | Promise<Printed> {
    const tree = this.#render()
    this.#title = this.title
    const printing = (tree: Block): Printed => renderingIn(this, () => printDraft(tree, posts))
    const printed = printing(tree)
    if (this.#children !== null) return this.#printChildren(this.#children, tree, printed, printing)
    printed.keepRows()
    // What was printed once can't always be made again.
    if (this.#isForgotten(printed)) this.#keep(tree)
    else this.#printed = printed.digest
    return printed
  }

  /** Empties temporary fields. True: what was printed can't be made again. */
  #isForgotten({ hasAppended, forgetful }: Printed): boolean {
    const isEmptied = rendered(this.#owner.view, this.#owner)
    this.#gaveAway ||= isEmptied || hasAppended
    return isEmptied || forgetful
  }

  /** True when fields, streams and components are all there is of it. */
  get canBeCarried(): boolean {
    return !this.#gaveAway
  }

  /** True when a later print shows all of it: no rows or temporary fields were forgotten. */
  get canPrintAgain(): boolean {
    return !this.#forgets && !this.#children?.hasViews
  }

  /**
   * Prints what all windows of a shared view show.
   * @throws LiveError E_SHARED for streams and views inside, of which only one window can have the rows.
   */
  printShared(posts: PostTarget | undefined): Printed | Promise<Printed> {
    if (this.#tree === null) {
      this.#tree = this.#render()
      this.#title = this.title
    }
    const tree = this.#tree
    const printing = (tree: Block): Printed => renderingIn(this, () => printAgain(tree, posts))
    const printed = printing(tree)
    if (printed.forgetful || rendered(this.#owner.view, this.#owner)) {
      throw fail('E_SHARED', this.#owner.view.constructor.name, 'streams and temporary fields')
    }
    return this.#children ? this.#printChildren(this.#children, tree, printed, printing) : printed
  }

  /** Sends one window of a shared view all that the others show. */
  sendAll(window: FrameSink, ref: Ref): void {
    const tree = this.#tree
    if (tree === null) return
    window.title(this.#title)
    window.values(ref, 0, new Differ(window).shared(tree))
    this.#children?.each(({ number, tree: inner }) => {
      if (inner) window.values(0, number, new Differ(window).shared(inner))
    })
  }

  /**
   * Renders again what a printed page shows, before anything changes it. A render that depends on more
   * than the view's fields differs from the page: then all values are sent. One that fails is reported.
   */
  recall(): void {
    const digest = this.#printed
    if (digest === null) return
    this.#printed = null
    const asked = this.resend
    this.resend = true
    try {
      const tree = busyFor(this.#owner, 0, () => this.#render())
      const printing = (): Printed =>
        busyFor(this.#owner, 0, () => renderingIn(this, () => print(tree)))
      let again = printing()
      // Rows of lists name their components when they are printed.
      while (this.#children?.remake()) {
        again.release()
        again = printing()
      }
      again.release()
      if (again.digest !== digest) return
      this.#tree = tree
      this.resend = asked
    } catch (error) {
      this.#owner.report('render', error)
    }
  }

  /** Lets go of what is shown, which {@link Renderer.recall} makes again. */
  putAway(): void {
    const tree = this.#tree
    if (tree === null) return
    const printed = renderingIn(this, () => printAgain(tree))
    printed.release()
    for (const [, one] of this.components) one.putAway()
    this.#tree = null
    // Rows may have ids that another render would not give them: then it differs.
    this.#printed = printed.renamed ? NaN : printed.digest
  }

  /**
   * Renders and sends what changed.
   * @param last the component whose event is answered by its own frame; null: the view's own.
   * @returns work after which there is more to show, if any.
   * @throws what the view's and its components' methods throw; nothing is shown then.
   */
  send(ref: Ref, last: Child | null): Promise<void> | undefined {
    const { sink, number, view } = this.#owner
    const whole = this.resend
    const tree = this.#render()
    const before = this.#tree
    const ownRef = last === null ? ref : 0
    renderingIn(this, () => {
      const differ = new Differ(sink)
      // The title goes first: when the page shows what is new, its title is right.
      if (whole || before === null) {
        const all = differ.all(before, tree)
        this.#gaveAway ||= differ.hasAppended
        this.#sendTitle()
        return sink.values(ownRef, number, all)
      }
      const changes = differ.diff(before, tree)
      this.#gaveAway ||= differ.hasAppended
      this.#sendTitle()
      if (changes !== SAME || ownRef !== 0) sink.update(ownRef, number, changes)
    })
    this.#tree = tree
    this.resend = false
    const more = this.#sendInside(last === null ? 0 : ref, whole, last)
    // What is not shown now does not live any more.
    this.carried?.components.clear()
    this.carried?.views.clear()
    if (this.first !== null) this.first.isOver = true
    this.first = null
    if (whole && number === 0) ChildView.closeLeft(sink)
    if (rendered(view, this.#owner)) this.#forgets = this.#gaveAway = true
    return more
  }

  /** The browser showed another view with this title until now. */
  takeOver(title: string): void {
    this.#title = title
    this.resend = true
  }

  contextChanged(): void {
    this.#children?.contextChanged()
  }

  /** Asks views inside, those of components too, whether their visitor may stay. */
  async reopenInside(): Promise<void> {
    await this.#children?.reopen()
  }

  /** Everybody inside leaves; sticky views wait for the page that comes. */
  leave(): void {
    this.#printed = null
    this.#children?.leave()
  }

  component<P extends object>(
    Component: ComponentClass<P>,
    props: P & Identity,
    options: HostOptions,
  ): NestedBlock {
    return this.#inside.component(Component, props, options)
  }

  inside(View: new () => LiveView, options: ViewOptions): NestedBlock {
    return this.#inside.inside(View, options)
  }

  get #inside(): Children {
    return (this.#children ??= new Children(this.#owner, this.#owner, undefined, this.carried))
  }

  #render(): Block {
    this.renders++
    const { view } = this.#owner
    const tree: unknown = renderingIn(this, () => view.render())
    if (tree instanceof Block) return tree
    throw fail('E_NO_RENDER', view.constructor.name, describe(tree))
  }

  /** Keeps a tree that can't be made again. */
  #keep(tree: Block): void {
    this.#tree = tree
    this.#forgets = true
  }

  /**
   * Prints again until everybody inside is there; those inside may show others.
   * @throws LiveError E_EVENT_TIME when they take too long, each time.
   */
  async #printChildren(
    children: Children,
    tree: Block,
    first: Printed,
    printing: (tree: Block) => Printed,
  ): Promise<Printed> {
    const { clock, eventMs } = this.#owner.services
    let printed = first
    while (children.unsettled) {
      printed.release()
      const settling = children.settle()
      if (settling) await new Wait(settling, clock, eventMs).over
      children.prepare()
      printed = printing(tree)
    }
    printed.keepRows()
    if (this.#isForgotten(printed)) this.#keep(tree)
    else this.#tree = tree
    return printed
  }

  /** Sends those inside. When one of them fails the page shows half of a render: it needs all values. */
  #sendInside(ref: Ref, whole: boolean, last: Child | null): Promise<void> | undefined {
    if (this.#children === null) return undefined
    try {
      return this.#sendChildren(this.#children, ref, whole, last)
    } catch (error) {
      this.resend = true
      throw error
    }
  }

  #sendChildren(
    children: Children,
    ref: Ref,
    whole: boolean,
    last: Child | null,
  ): Promise<void> | undefined {
    const { sink, number } = this.#owner
    const waiting: Promise<void>[] = []
    const settle = (): void => {
      const settled = children.unsettled ? children.settle() : undefined
      if (settled) waiting.push(settled)
    }
    const left = new Walk(children, ref, whole, last).send(this.#tree!, settle)
    if (left !== 0) sink.update(left, number, undefined)
    return waiting.length > 0 ? Promise.all(waiting).then(() => {}) : undefined
  }

  #sendTitle(): void {
    const { title } = this
    const { number, sink } = this.#owner
    if (title === this.#title || number !== 0) return
    this.#title = title
    sink.title(title)
  }
}
