/** In Node: what Overwire's server sends to the browser in each operation. */
import type { MaterialMaker } from './technique.ts'

export interface OverwireMaterial {
  /** The first state's page, as the server prints it into the root element. */
  html: string
  /** TEMPLATES, sent before the first patch. */
  templates: unknown
  /** The first state as a whole block, for mounting without a page. */
  first: unknown
  /** The patch of each step; that of step 1 is patches[0]. */
  patches: unknown[]
}

export const overwireMaterial: MaterialMaker = async () => {
  throw new Error('client/overwire-material.ts is not filled in')
}
