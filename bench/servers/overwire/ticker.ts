/** S5 for Overwire: a view that the server pushes to. */
import { pushToView } from 'overwire'
import { Counter } from './counter.ts'

export class Ticker extends Counter {
  override count = 0
}

/** Each open ticker gets the value and renders. */
export function publish(value: number): Promise<void> {
  return pushToView(Ticker, { state: { count: value } })
}
