/** What ran, for cases that wait for it. */
import type { RunningTask } from '../tasks/task.ts'

/** How long a case waits for anything, in ms. */
export const PATIENCE_MS = 15_000

export class TaskLog {
  /** What was noted, in order. */
  readonly notes: string[] = []
  /** When it was noted, in ms since 1970. */
  readonly times: number[] = []
  readonly #waiting = new Set<() => void>()

  note(text: string): void {
    this.notes.push(text)
    this.times.push(Date.now())
    for (const look of this.#waiting) look()
  }

  /** Runs a task by noting its id. */
  readonly run = async ({ id }: RunningTask): Promise<void> => this.note(id)

  /** Resolves once there are as many notes. */
  until(count: number): Promise<void> {
    return this.#until(`${count} notes`, () => this.notes.length >= count)
  }

  /** Resolves once this was noted. */
  untilNoted(text: string): Promise<void> {
    return this.#until(`"${text}"`, () => this.notes.includes(text))
  }

  #until(awaited: string, isSo: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!isSo()) return
        clearTimeout(timer)
        this.#waiting.delete(look)
        resolve()
      }
      const seen = (): string => `${awaited} awaited, noted so far: ${this.notes.join(', ')}`
      const timer = setTimeout(() => reject(new Error(seen())), PATIENCE_MS)
      timer.unref()
      this.#waiting.add(look)
      look()
    })
  }
}
