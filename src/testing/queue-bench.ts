/** What the cases of queue-suite.ts work with. */
import type { TaskQueue } from '../tasks/queue.ts'
import type { Task } from '../tasks/task.ts'
import { PATIENCE_MS } from './task-log.ts'

/** What a case gets. */
export interface QueueBench {
  readonly queue: TaskQueue
  /** A name of a queue that no other case uses. */
  readonly line: string
}

/** Something that a task waits for until a case opens it. */
export class Gate {
  open: () => void = () => {}
  readonly passed: Promise<void> = new Promise((resolve) => {
    this.open = resolve
  })
}

/** Asks again and again until the answer is yes: for changes that queues do not announce. */
export async function eventually(ask: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE_MS
  while (!(await ask())) {
    if (Date.now() > end) throw new Error(`It was not so after ${PATIENCE_MS} ms: ${String(ask)}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Tasks `1`, `2`… of a queue. */
export function tasksOf(queue: string, count: number): Task[] {
  return Array.from({ length: count }, (_, i) => ({
    id: String(i + 1),
    queue,
    name: 'count',
    payload: { number: i + 1 },
  }))
}
