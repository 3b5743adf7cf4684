const euro = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' })

/** 1250 cents are “€12.50”. */
export function inEuro(cents: number): string {
  return euro.format(cents / 100)
}
