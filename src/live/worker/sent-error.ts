/** What was thrown in a thread of views, as a message between threads can hold it. */

/** An error's own words, or any other value that was thrown. */
export type SentError =
  | { name: string; message: string; stack: string | undefined; code: unknown }
  | { thrown: unknown }

/** Never throws: a value that can't be sent is its text. */
export function sentError(error: unknown): SentError {
  try {
    if (error instanceof Error) {
      const { name, message, stack } = error
      return structuredClone({ name, message, stack, code: (error as { code?: unknown }).code })
    }
    return { thrown: structuredClone(error) }
  } catch {
    return { thrown: thrownText(error) }
  }
}

/** The error in the other thread. */
export function receivedError(sent: SentError): unknown {
  if ('thrown' in sent) return sent.thrown
  const { name, message, stack, code } = sent
  const error = withoutStack(message)
  // As the names and stacks of errors are: not shown among their fields.
  const write = (key: string, value: unknown): void =>
    void Object.defineProperty(error, key, { value, configurable: true, writable: true })
  write('name', name)
  write('stack', stack)
  if (code !== undefined) Object.assign(error, { code })
  return error
}

/** Its stack is that of the other thread: an own one would only take time. */
function withoutStack(message: string): Error {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  const error = new Error(message)
  Error.stackTraceLimit = stackTraceLimit
  return error
}

/** The text of any value, also of one that has none of its own. */
export function thrownText(value: unknown): string {
  try {
    return String(value)
  } catch {
    return Object.prototype.toString.call(value)
  }
}
