import type { Commands } from 'overwire'

/** Says the other thing about what the element opens. */
export const flip = (chain: Commands) =>
  chain.toggleAttr('aria-expanded', { values: ['true', 'false'] })
