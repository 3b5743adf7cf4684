/** Time of the process, on the account of the window that it is used for. */
import { elapsed } from '../../base/clock.ts'
import type { Clock } from '../../base/clock.ts'
import type { Ref } from '../../wire/frames.ts'
import { NOTED_MS, timed } from '../../window/busy-time.ts'
import type { FrameSink } from '../page/frame-sink.ts'

/** The instance that works. */
interface Working {
  readonly sink: Pick<FrameSink, 'spent'>
  readonly services: { readonly clock: Clock }
}

/** Shows what changed; what no browser asked for is not counted. @param show handles its own errors. */
export function showFor(
  instance: Working & { readonly renderer: { readonly resend: boolean } },
  ref: Ref,
  show: (ref: Ref) => void,
): void {
  if (ref === 0 && !instance.renderer.resend) return show(ref)
  // As in `timed`, without a function for each event.
  const { clock } = instance.services
  const began = elapsed(clock)
  show(ref)
  const ms = elapsed(clock) - began
  if (ms >= NOTED_MS) instance.sink.spent?.(ref, ms)
}

/** Works for these events, and tells their senders how long nothing else could run. */
export function busyFor<T>({ sink, services }: Working, ref: Ref, work: () => T): T {
  return timed(services.clock, work, (ms) => sink.spent?.(ref, ms))
}
