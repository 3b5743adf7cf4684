/**
 * What one window does in a closed loop, and what its answers must show. The player keeps its own
 * copy of the view's state, so the last answer proves that all events before it were handled.
 */
import { FIRST_COUNT, makeRows, relabelled, touch } from '../content.ts'
import { contains, type PageName, type Window } from '../drivers/driver.ts'

export interface Exercise {
  page: PageName
  conns: number
  player(window: Window): Player
}

export interface Player {
  fire(): void
  /** Throws when the answer to the latest event is not the right one. */
  check(answer: string): void
}

export const counter: Exercise = {
  page: 'counter',
  conns: 50,
  player(window) {
    let count = FIRST_COUNT
    return {
      fire() {
        count++
        window.send('inc')
      },
      check: (answer) => expect(window, answer, count),
    }
  },
}

/** The counter of S1 in a view that is stored before each answer. */
export const durableCounter: Exercise = { ...counter, page: 'counter-durable' }

export const touchPlain: Exercise = { page: 'table', conns: 4, player: touchPlayer }
export const touchMemo: Exercise = { page: 'table-memo', conns: 4, player: touchPlayer }

function touchPlayer(window: Window): Player {
  const rows = makeRows()
  let id = 1
  let value = 0
  return {
    fire() {
      // Visits the rows in a scattered order. From 200 on no id can be mistaken for a value.
      id = 200 + ((id * 397 + 101) % 801)
      value = touch(rows, id).value
      window.send('touch', id)
    },
    check: (answer) => expect(window, answer, value, id),
  }
}

export const relabelTenth: Exercise = {
  page: 'table',
  conns: 4,
  player(window) {
    let revision = 0
    return {
      fire() {
        revision++
        window.send('relabel')
      },
      check(answer) {
        for (const id of [1, 501, 991]) expect(window, answer, relabelled(id, revision))
      },
    }
  },
}

function expect(window: Window, answer: string, value: number | string, row?: number): void {
  if (contains(window.values(answer, row), value)) return
  throw new Error(`Expected ${value} in the answer, got ${answer.slice(0, 300)}`)
}
