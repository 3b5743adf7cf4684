/**
 * Whose render runs: what `component()` and `liveView()` ask when a template calls them. Rows of lists
 * are rendered while their list is compared or printed, so that counts too.
 */
import { fail } from '../../base/errors.ts'
import { noteOrigin } from '../../base/origin.ts'
import type { ChildRegistry } from './child.ts'

let current: ChildRegistry | null = null

/** Runs a function as part of somebody's render. */
export function renderingIn<T>(registry: ChildRegistry, render: () => T): T {
  const outer = current
  current = registry
  try {
    return render()
  } catch (error) {
    throw noteOrigin(error, registry.name)
  } finally {
    current = outer
  }
}

/** @throws LiveError E_NOT_RENDERING outside of a render. */
export function currentChildren(what: string): ChildRegistry {
  if (current === null) throw fail('E_NOT_RENDERING', what)
  return current
}
