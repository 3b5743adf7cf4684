/**
 * Signals for a page's own scripts: `connect` and `call`, also as `DFSignals.connect` and `DFSignals.call`
 * for scripts that import nothing.
 */
import type { Json } from '../../wire/frames.ts'
import { registry } from './registry.ts'
import type { CallingForm, SignalListener } from './registry.ts'

/** Calls that may wait for the client. */
const MOST = 500

/**
 * Connects a function to a signal: it runs when the server triggers the signal for this window, and when
 * the page calls it. At any time; a signal may have many.
 * @returns what disconnects it.
 */
export function connect(name: string, run: SignalListener): () => void {
  const { signals } = registry()
  const listeners = Object.hasOwn(signals, name) ? signals[name]! : (signals[name] = [])
  listeners.push(run)
  return () => {
    const at = listeners.indexOf(run)
    if (at >= 0) listeners.splice(at, 1)
  }
}

/**
 * Calls a signal: its functions in this page at once, and those on the server that this window may call.
 * @param args JSON values, by name.
 * @returns when the server has taken it; rejects with `{ code, message }` when it is refused, but for
 * signals that have functions in this page and none on the server.
 */
export function callSignal(name: string, args: Record<string, Json> = {}): Promise<void> {
  return callFrom(undefined, name, args)
}

/** Calls a signal with the files of a form. @param from undefined for none. */
export function callFrom(
  from: CallingForm | undefined,
  name: string,
  args: Record<string, Json>,
): Promise<void> {
  const page = registry()
  if (page.call) return page.call(name, args, from) as Promise<void>
  if (page.waiting.length >= MOST) {
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the shape of all refusals
    return Promise.reject({ code: 'E_QUEUE', message: 'Too many calls wait for the connection.' })
  }
  return new Promise((resolve, reject) => {
    const done = (answer: Promise<unknown>): void => void answer.then(() => resolve(), reject)
    page.waiting.push({ name, args, from, done })
  })
}

/** `window.DFSignals`. */
export const DFSignals: {
  connect: typeof connect
  call: (name: string, args?: Record<string, Json>) => false
} = {
  connect,
  /** Calls it and returns false, for attributes such as `onclick="return DFSignals.call(…)"`. */
  call(name, args) {
    // A refusal is announced where the call is made.
    callSignal(name, args).catch(() => {})
    return false
  },
}

Object.assign(globalThis, { DFSignals })
