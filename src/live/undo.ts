/**
 * What a failure takes back: the fields of the view and the component that ran, how far their streams
 * had come, and what was written into the session. instance.ts makes one before each piece of work.
 */
import type { LiveRequest } from './request.ts'
import { restoreSession } from './session-writes.ts'
import { Snapshot } from './snapshot.ts'

export class Undo {
  readonly view: Snapshot
  readonly #component: Snapshot | null
  readonly #request: LiveRequest

  constructor(view: object, component: object | null, request: LiveRequest) {
    this.view = new Snapshot(view)
    this.#component = component && new Snapshot(component)
    this.#request = request
  }

  /**
   * The work waits for something: tasks that go on beside it may write from now on, and what they write is
   * theirs.
   */
  waits(): void {
    this.view.noteOwnWrites()
    this.#component?.noteOwnWrites()
  }

  /** @param isAlone nothing else wrote meanwhile, so all that changed is to be taken back. */
  run(isAlone: boolean): void {
    this.view.restore(isAlone)
    this.#component?.restore(isAlone)
    restoreSession(this.#request.session)
  }
}
