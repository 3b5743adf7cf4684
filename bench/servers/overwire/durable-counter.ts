/** S8 for Overwire: the counter of S1, each of whose events is stored before it is answered. */
import { Counter } from './counter.ts'

export class DurableCounter extends Counter {
  static override durable = true
}
