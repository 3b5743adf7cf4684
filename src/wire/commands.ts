/**
 * Commands: what the browser does by itself, without a round trip, as a list that bindings and effects
 * carry. `js().toggle('#menu').push(this.save, { id: 3 })` is
 *
 *     [["toggle",{"to":"#menu"}],["push","save",{"id":3}]]
 */
import type { Json } from './json.ts'

/** A command's name and its arguments; options, if there are any, come last. */
export type Command = [name: string, ...args: Json[]]

/** Which elements a command is for. Default: the element whose event it is. */
export interface Target {
  /** Those of the whole document that the selector finds. */
  to?: string
  /** Those inside the element. */
  inner?: string
  /** The element itself or the nearest one around it. */
  closest?: string
}

/** Targets; a text is a selector for the whole document. */
export type Where = string | Target

/** How an element comes and goes. */
export interface Motion {
  /** Classes while it comes, and while it goes. */
  in?: string
  out?: string
  /** Milliseconds that the classes stay. Default 200; 0 for users who want reduced motion. */
  time?: number
  /** The `display` of an element that a stylesheet hides. Default "block". */
  display?: string
}

// any: a method's own parameter types are kept by `push`, whatever they are.
type Method = (...args: never[]) => unknown
type Step = readonly (Json | Method | undefined)[]

/** Commands that can be undone. */
export type Undoable = Pick<
  Commands,
  | 'show'
  | 'hide'
  | 'toggle'
  | 'addClass'
  | 'removeClass'
  | 'toggleClass'
  | 'setAttr'
  | 'removeAttr'
  | 'toggleAttr'
>

/** A chain of commands, run in order. Each method gives a new chain; chains can be kept and shared. */
export class Commands {
  readonly #steps: readonly Step[]

  constructor(steps: readonly Step[] = []) {
    this.#steps = steps
  }

  /** Shows a hidden element, however it was hidden. */
  show(options?: Where | (Target & Motion)): Commands {
    return this.#add('show', where(options))
  }

  hide(options?: Where | (Target & Motion)): Commands {
    return this.#add('hide', where(options))
  }

  /** Shows a hidden element, and hides a visible one. */
  toggle(options?: Where | (Target & Motion)): Commands {
    return this.#add('toggle', where(options))
  }

  /** @param names class names, separated by spaces. */
  addClass(names: string, target?: Where): Commands {
    return this.#add('addClass', names, where(target))
  }

  removeClass(names: string, target?: Where): Commands {
    return this.#add('removeClass', names, where(target))
  }

  toggleClass(names: string, target?: Where): Commands {
    return this.#add('toggleClass', names, where(target))
  }

  /** Sets an attribute; never one that runs code. */
  setAttr(name: string, value: string, target?: Where): Commands {
    return this.#add('setAttr', name, value, where(target))
  }

  removeAttr(name: string, target?: Where): Commands {
    return this.#add('removeAttr', name, where(target))
  }

  /** Adds or removes an attribute; with `values`, changes it from one to the other. */
  toggleAttr(name: string, options?: Where | (Target & { values?: [string, string] })): Commands {
    return this.#add('toggleAttr', name, where(options))
  }

  /** Adds classes for some milliseconds, 200 by default. */
  transition(names: string, options?: Where | (Target & { time?: number })): Commands {
    return this.#add('transition', names, where(options))
  }

  focus(target?: Where): Commands {
    return this.#add('focus', where(target))
  }

  /** Focuses the first element inside that can be. */
  focusFirst(target?: Where): Commands {
    return this.#add('focusFirst', where(target))
  }

  /** Remembers the focused element, or the target, for {@link popFocus}. */
  pushFocus(target?: Where): Commands {
    return this.#add('pushFocus', where(target))
  }

  /** Focuses the element that was remembered last. */
  popFocus(): Commands {
    return this.#add('popFocus')
  }

  /** Dispatches a DOM event that bubbles. */
  dispatch(event: string, options?: Where | (Target & { detail?: Json })): Commands {
    return this.#add('dispatch', event, where(options))
  }

  /**
   * Sends an event to the view that the element (or the target) stands in. It carries what a bound event
   * would, and `args`.
   * @param event a method marked with `@event`; in the browser its name.
   */
  push<A extends object>(
    event: ((args: A, ...rest: never[]) => unknown) | string,
    args?: NoInfer<A>,
    target?: Where,
  ): Commands {
    return this.#add('push', event, args as Json | undefined, where(target))
  }

  /** Goes to another page of the app. */
  navigate(url: string, options?: { replace?: boolean }): Commands {
    return this.#add('navigate', url, options)
  }

  /** Gives the view other parameters: another address of the same page. */
  patch(url: string, options?: { replace?: boolean }): Commands {
    return this.#add('patch', url, options)
  }

  /**
   * Copies a text to the clipboard, or what the element `from` holds. The element has the class
   * (default "copied") for 2 seconds.
   */
  copy(what: string | { text?: string; from?: string; class?: string }): Commands {
    return this.#add('copy', typeof what === 'string' ? { text: what } : what)
  }

  /** Runs the commands in another attribute, such as `live-click`. */
  exec(attribute: string, target?: Where): Commands {
    return this.#add('exec', attribute, where(target))
  }

  /** Opens a `<dialog>` that makes the rest of the page wait. */
  openDialog(target?: Where): Commands {
    return this.#add('openDialog', where(target))
  }

  closeDialog(target?: Where): Commands {
    return this.#add('closeDialog', where(target))
  }

  scrollIntoView(
    options?: Where | (Target & { behavior?: 'smooth' | 'instant'; block?: string }),
  ): Commands {
    return this.#add('scrollIntoView', where(options))
  }

  /** A command of `registerCommand`. */
  custom(name: string, args?: Json, target?: Where): Commands {
    return this.#add(name, args, where(target))
  }

  /**
   * Does at once what the server will do: undone when an event that this chain pushes later is refused.
   * `js().optimistic((now) => now.addClass('done')).push(this.finish, { id })`.
   */
  optimistic(build: (now: Undoable) => Undoable): Commands {
    const now = build(new Commands()) as Commands
    return this.#add('optimistic', now.toJSON())
  }

  /** As attributes and effects carry it. @param nameOf gives a method's event name. */
  toJSON(nameOf: (method: Method) => string = ({ name }) => name): Command[] {
    return this.#steps.map((step) => {
      const end = step.findLastIndex((part) => part !== undefined) + 1
      const plain = step
        .slice(0, end)
        .map((part) => (typeof part === 'function' ? nameOf(part) : (part ?? null)))
      return plain as Command
    })
  }

  #add(...step: (Json | Method | object | undefined)[]): Commands {
    return new Commands([...this.#steps, step as Step])
  }
}

function where(options: Where | undefined): Json | undefined {
  return typeof options === 'string' ? { to: options } : (options as Json | undefined)
}

/** Begins a chain of commands: `@click=${js().toggle('#menu')}`. */
export function js(): Commands {
  return new Commands()
}
