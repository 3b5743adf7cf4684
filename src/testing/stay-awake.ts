/** Keeps the process while it waits for what does not keep it by itself, such as a thread of views. */

/** Milliseconds of a timer that does nothing else. */
const LONG = 2 ** 30

/** @returns what the promise gives. */
export async function stayAwake<Value>(promise: Promise<Value>): Promise<Value> {
  const timer = setInterval(() => {}, LONG)
  try {
    return await promise
  } finally {
    clearInterval(timer)
  }
}
