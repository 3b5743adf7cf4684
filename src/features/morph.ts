/** The part that changes trusted HTML in place; pages with `raw(…)` load it. */
import type { Effects, Host } from '../client/host.ts'
import { morph } from './morph/morph.ts'

/** Starts the part. */
export function start(host: Host): Effects {
  host.morph = morph
  return {}
}
