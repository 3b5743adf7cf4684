/** Where in an app's code something was defined, for errors about two of the same name. */

/** File and line from which the calling function was called; "an unknown place" where engines don't tell. */
export function callerPlace(): string {
  const lines = new Error('place').stack?.split('\n') ?? []
  const at = lines[3]?.trim().replace(/^at /, '')
  return at?.match(/\(?((?:file:\/\/|\/|[A-Za-z]:\\)[^)]+)\)?$/)?.[1] ?? at ?? 'an unknown place'
}
