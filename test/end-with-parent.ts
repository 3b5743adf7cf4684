/**
 * Ends this process with the one that forked it, however that ends. If the parent ended before this call, no
 * event follows: `process.connected` shows it.
 */
export function endWithParent(): void {
  const end = (): never => process.exit()
  process.once('disconnect', end)
  if (process.connected === false) end()
}
