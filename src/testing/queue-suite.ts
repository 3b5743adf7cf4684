/**
 * The contract of task queues in executable form: memory.ts and queues/bullmq-queue.ts pass it, and so must
 * any other queue. Runs on node:test.
 */
import { describe, it } from 'node:test'
import { randomId } from '../base/ids.ts'
import type { TaskQueue } from '../tasks/queue.ts'
import { failureCases } from './queue-failures.ts'
import { orderCases } from './queue-order.ts'
import { timeCases } from './queue-times.ts'

/** The names of the cases. */
export type QueueCase = keyof typeof orderCases | keyof typeof failureCases | keyof typeof timeCases

/** What a suite leaves out. */
export interface QueueSuiteOptions {
  /** Why a case does not apply, by its name. */
  skip?: Partial<Record<QueueCase, string>>
}

/** How long a case may take, in ms. */
const CASE_MS = 30_000

/**
 * Holds a queue against the contract: one test for each case.
 * @param name shown in the report.
 * @param open gives a queue for one case, which closes it.
 */
export function queueSuite(
  name: string,
  open: () => Promise<TaskQueue>,
  { skip = {} }: QueueSuiteOptions = {},
): void {
  const cases = { ...orderCases, ...failureCases, ...timeCases }
  describe(`task queue: ${name}`, () => {
    for (const [title, run] of Object.entries(cases)) {
      const options = { skip: skip[title as QueueCase] ?? false, timeout: CASE_MS }
      it(title, options, async () => {
        const queue = await open()
        try {
          await run({ queue, line: `suite-${randomId(6)}` })
        } finally {
          await queue.close()
        }
      })
    }
  })
}
