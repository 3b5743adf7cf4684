/** What smoke found: one fault for each event and cause, however many kinds of arguments did it. */
import type { Json } from '../wire/frames.ts'

/** Something that is wrong. */
export interface SmokeFault {
  /**
   * `status`: the page is no page. `threw`: its code failed. `markup`: what a browser sent became HTML. `internals`:
   * the page shows a stack, `[object Object]` or the like. `slow`: it took too long. `silent`: no answer in 5 s.
   */
  kind: 'status' | 'threw' | 'markup' | 'internals' | 'slow' | 'silent'
  /** The view's class. */
  view: string
  path: string
  /** The event; "" for the page itself. */
  event: string
  /** The shortest arguments that caused it; as a text of 200 characters if they are longer. */
  args: Json
  /** What happened, in a sentence. */
  detail: string
  /** How many kinds of arguments did it. */
  times: number
}

/** The most characters of arguments, and of a detail, that are told. */
const MOST = 200

export class SmokeFaults {
  readonly #found = new Map<string, { fault: SmokeFault; length: number }>()

  /** @param cause the same for faults that one change would mend. */
  add(fault: Omit<SmokeFault, 'times'>, cause: string): void {
    const { kind, view, path, event } = fault
    const key = JSON.stringify([kind, view, path, event, cause])
    const text = JSON.stringify(fault.args)
    const length = fault.args === null ? 0 : text.length
    const before = this.#found.get(key)
    const times = (before?.fault.times ?? 0) + 1
    if (before && before.length <= length) {
      before.fault.times = times
      return
    }
    const args = length > MOST ? shortened(text) : fault.args
    const told = { ...fault, args, detail: shortened(fault.detail), times }
    this.#found.set(key, { fault: told, length })
  }

  list(): SmokeFault[] {
    return [...this.#found.values()].map(({ fault }) => fault)
  }
}

/** A text of a megabyte is not worth a megabyte of report. */
function shortened(text: string): string {
  return text.length > MOST ? `${text.slice(0, MOST)}… (${text.length} characters)` : text
}

/** What an error says; "" for none. */
export function errorSentence(error: unknown): string {
  if (error instanceof Error) return `${error.name}: ${error.message}`
  return error === undefined ? '' : String(error)
}

/** Where an error was thrown: its name and the first line of its stack. Its sentence where it has none. */
export function placeOf(error: unknown): string {
  const place = error instanceof Error && /\n\s+at .*/.exec(error.stack ?? '')?.[0]
  return place ? `${(error as Error).name}${place}` : errorSentence(error)
}
