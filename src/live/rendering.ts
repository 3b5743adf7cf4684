/**
 * Whose render runs: what `component()` and `liveView()` ask when a template calls them. Rows of lists
 * are rendered while their list is compared or printed, so that counts too.
 */
import { fail } from '../base/errors.ts'
import { noteOrigin } from '../base/origin.ts'
import type { Household } from './member.ts'

let current: Household | null = null

/** Runs a function as part of somebody's render. */
export function renderingIn<T>(household: Household, render: () => T): T {
  const outer = current
  current = household
  try {
    return render()
  } catch (error) {
    throw noteOrigin(error, household.name)
  } finally {
    current = outer
  }
}

/** @throws LiveError E_NOT_RENDERING outside of a render. */
export function currentHousehold(what: string): Household {
  if (current === null) throw fail('E_NOT_RENDERING', what)
  return current
}
