/** S5 and S5shared for Overwire: views that the server pushes to. */
import { pushToView } from 'overwire'
import { Counter } from './counter.ts'

export class Ticker extends Counter {
  override count = 0
}

/** One instance for all windows. */
export class SharedTicker extends Counter {
  static override shared = (): string => 'all'
  override count = 0
}

/** Each open ticker gets the value and renders. */
export async function publish(value: number): Promise<void> {
  await pushToView(Ticker, { state: { count: value } })
  await pushToView(SharedTicker, { state: { count: value } })
}
