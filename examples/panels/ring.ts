/** Neighbours in a ring: after the last comes the first. */
export const before = (ring: string[], one: string) => ring.at(ring.indexOf(one) - 1)!
export const after = (ring: string[], one: string) => ring[(ring.indexOf(one) + 1) % ring.length]!
