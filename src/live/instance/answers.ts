/** Numbers of events that are handled and not answered yet: the next frame answers them all. */
import type { Ref } from '../../wire/frames.ts'

/** Shared by all that have nothing to answer; never changed. */
const NONE: number[] = []

export class Answers {
  #numbers: number[] = NONE

  get isEmpty(): boolean {
    return this.#numbers.length === 0
  }

  add(n: number): void {
    if (this.#numbers === NONE) this.#numbers = [n]
    else this.#numbers.push(n)
  }

  /** What the next frame answers; 0: none. */
  take(): Ref {
    const numbers = this.#numbers
    this.#numbers = NONE
    return numbers.length > 1 ? numbers : (numbers[0] ?? 0)
  }
}
