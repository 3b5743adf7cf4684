/** Apps that are looked at where they would be served: what `overwire routes` and `check` ask for. */
import type { App } from '../server/app.ts'

let look: ((app: App) => void) | undefined

/** From now on `listen` serves nothing: it gives its app away, and never resolves. */
export function lookInstead(take: (app: App) => void): void {
  look = take
}

/** @returns true when the app was taken, and is not to be served. */
export function isLookedAt(app: App): boolean {
  look?.(app)
  return look !== undefined
}
