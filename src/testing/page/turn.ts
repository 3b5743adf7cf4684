/** Resolves when what is due now has run: promises, microtasks, and what they lead to. */
export async function turn(): Promise<void> {
  for (let i = 0; i < 2; i++) await new Promise((resolve) => setImmediate(resolve))
}
