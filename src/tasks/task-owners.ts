/** How much a queue in memory holds of each owner of tasks. */
import type { TaskShare } from './queue.ts'

export class TaskOwners {
  readonly #shares = new Map<string, TaskShare>()

  /** What an owner's tasks take. */
  heldBy(owner: string): TaskShare {
    return this.#shares.get(owner) ?? { tasks: 0, bytes: 0 }
  }

  /** A task comes, or goes with negative numbers. @param owner undefined: the task is not counted. */
  add(owner: string | undefined, tasks: number, bytes: number): void {
    if (owner === undefined) return
    const held = this.heldBy(owner)
    const share = { tasks: held.tasks + tasks, bytes: held.bytes + bytes }
    if (share.tasks > 0) this.#shares.set(owner, share)
    else this.#shares.delete(owner)
  }
}
