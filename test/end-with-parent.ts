/**
 * Ends this process with the one that forked it, however that ends. An end that came before this call, while
 * modules were loaded, has told nobody: the channel says it.
 */
export function endWithParent(): void {
  const end = (): never => process.exit()
  process.once('disconnect', end)
  if (process.connected === false) end()
}
