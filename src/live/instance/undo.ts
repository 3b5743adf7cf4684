/**
 * What a failure takes back: the fields of the view and the component that ran, how far their streams
 * had come, and what was written into the session. instance.ts makes one before each piece of work.
 */
import type { LiveRequest } from '../page/request.ts'
import { restoreSession } from '../page/session-writes.ts'
import { Snapshot } from './snapshot.ts'

export class Undo {
  readonly #view: Snapshot
  readonly #component: Snapshot | null
  readonly #request: LiveRequest
  #earlier: Undo | null = null

  constructor(view: object, component: object | null, request: LiveRequest) {
    this.#view = new Snapshot(view)
    this.#component = component && new Snapshot(component)
    this.#request = request
  }

  /** @returns what takes back this work and that of an earlier one since the last render. */
  after(earlier: Undo | null): Undo {
    // A later snapshot of the view alone adds nothing to an earlier one.
    if (earlier === null) return this
    if (this.#component === null) return earlier
    this.#earlier = earlier
    return this
  }

  /** The render that followed failed: everything is as the last one showed it. */
  toRender(): void {
    this.#component?.restore()
    if (this.#earlier === null) this.#view.restore()
    else this.#earlier.toRender()
  }

  /**
   * The work waits for something: tasks that go on beside it may write from now on, and what they write is
   * theirs.
   */
  waits<T>(work: Promise<T>): Promise<T> {
    this.#view.noteOwnWrites()
    this.#component?.noteOwnWrites()
    return work
  }

  /** @param options `isAlone`: nothing else wrote meanwhile, so all that changed is to be taken back. */
  run({ isAlone }: { isAlone: boolean }): void {
    this.#view.restore({ isAlone })
    this.#component?.restore({ isAlone })
    restoreSession(this.#request)
  }
}
