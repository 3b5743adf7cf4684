/** What each command does; wire/commands.ts documents them. */
import type { Command, Motion, Target } from '../../wire/commands.ts'
import type { Json } from '../../wire/frames.ts'
import type { Args } from '../../client/payload.ts'
import { focusable } from '../dom/focus.ts'
import { classNames } from '../dom/motion.ts'
import { attributeCell, classCell, shownCell } from './cell.ts'
import type { Cell, CellValue } from './cell.ts'
import { copyText } from './copy.ts'
import { isShown, moveShown, withClasses } from './visibility.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'

/** What runs commands; run.ts is the one. */
export interface Runner {
  readonly element: Element
  /** What is done now is undone when the server refuses. */
  readonly isOptimistic: boolean
  each(target: Options, act: (element: HTMLElement) => void): void
  /** Does something with the first target. */
  first(target: Options, act: (element: HTMLElement) => void): void
  set(cell: Cell, next: (cell: Cell) => CellValue): void
  push(element: Element, name: string, args: Args): void
  exec(element: Element, attribute: string): void
  go(how: 'navigate' | 'patch', url: string, options?: { replace?: boolean }): void
  optimistic(commands: Command[]): void
  /** Says what a command can't do. */
  miss(message: string, cause?: unknown): void
}

/** Arguments as they came; each action knows its own. */
// any: each action names the types of what its method in wire/commands.ts wrote.
// oxlint-disable-next-line typescript/no-explicit-any -- see above
type Action = (run: Runner, ...args: any[]) => void

type Options = Target | null | undefined

/** What had the focus, for popFocus. */
const focused: HTMLElement[] = []

export const actions: Record<string, Action> = {
  show: (run, options?: Target & Motion) => move(run, options, () => true),
  hide: (run, options?: Target & Motion) => move(run, options, () => false),
  toggle: (run, options?: Target & Motion) => move(run, options, (element) => !isShown(element)),

  addClass: (run, names: string, to: Options) => classes(run, names, to, () => true),
  removeClass: (run, names: string, to: Options) => classes(run, names, to, () => false),
  toggleClass: (run, names: string, to: Options) => classes(run, names, to, (cell) => !cell.read()),

  setAttr: (run, name: string, value: string, to: Options) => {
    run.each(to, (element) => run.set(attributeCell(element, name), () => value))
  },
  removeAttr: (run, name: string, to: Options) => {
    run.each(to, (element) => run.set(attributeCell(element, name), () => null))
  },
  toggleAttr: (run, name: string, to?: Target & { values?: [string, string] }) => {
    const [on, off] = to?.values ?? ['', null]
    run.each(to, (element) =>
      run.set(attributeCell(element, name), (cell) => (cell.read() === on ? off : on)),
    )
  },
  transition: (run, names: string, to?: Target & { time?: number }) => {
    run.each(to, (element) => withClasses(element, names, to?.time))
  },

  focus: (run, to: Options) => run.first(to, (element) => unshadowed(element).focus()),
  focusFirst: (run, to: Options) => run.first(to, (element) => focusable(element)[0]?.focus()),
  pushFocus: (run, to: Options) => {
    if (to) run.first(to, (element) => focused.push(element))
    else focused.push(doc.activeElement as HTMLElement)
  },
  popFocus: () => {
    const before = focused.pop()
    if (before) unshadowed(before).focus()
  },
  scrollIntoView: (run, to?: Target & ScrollIntoViewOptions) => {
    const { behavior = 'auto', block = 'nearest' } = to ?? {}
    run.first(to, (element) => unshadowed(element).scrollIntoView({ behavior, block }))
  },

  dispatch: (run, name: string, to?: Target & { detail?: Json }) => {
    run.each(to, (element) => {
      const detail = to?.detail ?? null
      unshadowed(element).dispatchEvent(
        new CustomEvent(name, { bubbles: true, cancelable: true, detail }),
      )
    })
  },
  push: (run, name: string, args: Args | null, to: Options) => {
    run.each(to, (element) => run.push(element, name, args ?? {}))
  },
  exec: (run, attribute: string, to: Options) => {
    run.each(to, (element) => run.exec(element, attribute))
  },
  navigate: (run, url: string, options?: { replace?: boolean }) => run.go('navigate', url, options),
  patch: (run, url: string, options?: { replace?: boolean }) => run.go('patch', url, options),

  copy: (run, what: { text?: string; from?: string; class?: string } | null) => {
    const copied = what?.class ?? 'copied'
    const copy = (text: string): void =>
      copyText(text).then(
        () => withClasses(run.element, copied, COPIED_MS),
        (error) => run.miss('The clipboard takes nothing.', error),
      ) as unknown as void
    if (what?.text !== undefined) copy(what.text)
    else run.first(what?.from ? { to: what.from } : null, (element) => copy(textOf(element)))
  },

  openDialog: (run, to: Options) => {
    run.first(to, (element) => {
      if (!(element as HTMLDialogElement).open) (element as HTMLDialogElement).showModal()
    })
  },
  closeDialog: (run, to: Options) => {
    run.first(to, (element) => (element as HTMLDialogElement).close())
  },

  optimistic: (run, commands: Command[]) => run.optimistic(commands),
}

const COPIED_MS = 2000

function textOf(element: Element): string {
  const isField = 'value' in element && !(element instanceof HTMLFormElement)
  return isField ? String(element.value) : (unshadowed(element).textContent ?? '')
}

function move(
  run: Runner,
  to: (Target & Motion) | undefined,
  on: (element: Element) => boolean,
): void {
  run.each(to, (element) => {
    if (run.isOptimistic) run.set(shownCell(element), () => on(element))
    else moveShown(element, to ?? {}, { on: on(element) })
  })
}

function classes(run: Runner, names: string, to: Options, next: (cell: Cell) => CellValue): void {
  run.each(to, (element) => {
    for (const name of classNames(names)) run.set(classCell(element, name), next)
  })
}
