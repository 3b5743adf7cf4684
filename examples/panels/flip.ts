import type { Commands } from 'overwire'

/** Adds to a chain: the button says that what it opens is open, or no longer. */
export const flip = (chain: Commands) =>
  chain.toggleAttr('aria-expanded', { values: ['true', 'false'] })
