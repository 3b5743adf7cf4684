const kinds = 'Brass Copper Cotton Glass Linen Maple Marble Oak Paper Silver Steel Walnut'.split(
  ' ',
)
const things = 'bell bowl chair clock desk drum kettle lamp ladder mirror shelf stool vase'.split(
  ' ',
)

export interface Row {
  id: number
  name: string
  /** In cents. */
  price: number
  stock: number
}

/** Rows with ids from `first` on; the same ids give the same rows. */
export function makeRows(first: number, count: number): Row[] {
  return Array.from({ length: count }, (_, i) => makeRow(first + i))
}

function makeRow(id: number): Row {
  // Multiples of primes look shuffled and need no seed.
  const name = `${kinds[(id * 7) % kinds.length]} ${things[(id * 5) % things.length]}`
  return { id, name, price: 500 + ((id * 7919) % 24_500), stock: (id * 104_729) % 500 }
}
