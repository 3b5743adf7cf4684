/** Whether who sees a view may go on seeing it: the same for a page and for a view inside of one. */
import { LiveError } from '../../base/errors.ts'

/** What can be asked. */
export interface Reopening {
  /**
   * Asks for an open view, and for those inside, what was asked before they were mounted.
   * @returns where its visitor is sent; undefined to stay.
   * @throws what its methods throw, E_FORBIDDEN, E_NOT_FOUND.
   */
  reopen(): Promise<string | undefined>
}

/** @throws what fails without saying no. */
export async function stays(asked: Promise<string | undefined>): Promise<boolean> {
  try {
    return (await asked) === undefined
  } catch (error) {
    const code = error instanceof LiveError ? error.code : ''
    if (code === 'E_FORBIDDEN' || code === 'E_NOT_FOUND') return false
    throw error
  }
}
