/**
 * Components with state of their own. They live inside a view's instance, take turns with it, and are
 * compared and sent on their own.
 */
import type { Block } from '../../template/html.ts'
import type { NestedBlock } from '../../template/nested-block.ts'
import type { Context } from '../view/context.ts'
import { consume, provide } from '../view/context.ts'
import { childOf } from './child.ts'
import type { ComponentClass, HostOptions, Identity } from './child.ts'
import { currentChildren } from './render-scope.ts'
import type { LiveView } from '../view/live-view.ts'

/** A component: fields are its state, `@event` methods its events, `props` what its view gives it. */
export abstract class LiveComponent<Props extends object = object> {
  /** What the view gave it last. Set before `mount`. */
  props!: Readonly<Props & Identity>

  /** Sets up the state, once. */
  mount?(): void | Promise<void>

  /** Takes new props; runs after mount and whenever a prop is another value than before. */
  update?(): void | Promise<void>

  /** What it shows now. */
  abstract render(): Block

  /** Cleans up: the view does not show it any more. */
  unmount?(): void

  /**
   * Runs in place of {@link update}, once for all components of the class that have new props: what they
   * show is then loaded with one query.
   */
  static updateMany?(components: never[]): void | Promise<void>

  /** The view it lives in. */
  get view(): LiveView {
    return childOf(this).view
  }

  /** A value that the view or a component around this one provides, or the context's default. */
  consume<T>(context: Context<T>): T {
    return consume(childOf(this), context)
  }

  /** Provides a value to components and views inside this component. */
  provide<T>(context: Context<T>, value: T): void {
    provide(childOf(this), context, value)
  }
}

/**
 * Shows a component: `component(Counter, { id: 'a', start: 3 })`. The same class and id mean the same
 * component, wherever it is moved.
 * @throws LiveError E_NOT_RENDERING outside of a render, E_COMPONENT_ID for an id that is used twice.
 */
export function component<Props extends object>(
  Component: ComponentClass<Props>,
  props: Props & Identity,
  options: HostOptions = {},
): NestedBlock {
  return currentChildren('component()').component(Component, props, options)
}
