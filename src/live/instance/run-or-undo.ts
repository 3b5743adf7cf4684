/** Code of users whose beginning is taken back when it fails, now or later. */

/**
 * Runs it, and `undo` when it throws or rejects.
 * @returns what it returns. @throws what it throws.
 */
export function runOrUndo(run: () => unknown, undo: () => unknown): unknown {
  const failed = (error: unknown): never => {
    undo()
    throw error
  }
  try {
    const result = run()
    return result instanceof Promise ? result.catch(failed) : result
  } catch (error) {
    return failed(error)
  }
}
