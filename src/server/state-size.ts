/** What a state that is too large is told as: its largest part by name. */
import { fail } from '../base/errors.ts'
import type { LiveError } from '../base/errors.ts'
import { withInside } from '../live/instance/carried-view.ts'
import type { CarriedView } from '../live/instance/carried-view.ts'
import type { Instance } from '../live/instance/instance.ts'
import { largestField } from '../live/instance/storable-fields.ts'

/** @param length characters of the state. @param most bytes that it may have. */
export function tooLarge(
  instance: Instance,
  state: CarriedView,
  length: number,
  most: number,
): LiveError {
  const targets = withInside(instance).flatMap(({ view, renderer }) => [
    view,
    ...renderer.components.map(([, { component }]) => component),
  ])
  const field = largestField(targets)
  const rows = state.streams?.length ?? 0
  const [name, size] =
    rows > field[1] ? [`${state.name} (rows of streams on their way)`, rows] : field
  return fail('E_STATE_SIZE', state.name, length, most, name, size)
}
