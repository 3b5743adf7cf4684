/** Prints rows of text in columns: the first to the left, all others to the right. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)))
  }
  const line = (row: readonly string[]): string =>
    row.map((c, i) => (i === 0 ? c.padEnd(widths[i]!) : c.padStart(widths[i]!))).join('  ')
  return rows.map((row) => `  ${line(row)}`.trimEnd()).join('\n')
}

export function number(value: unknown, digits: number): string {
  if (typeof value !== 'number' || Number.isNaN(value)) return '–'
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  return value.toLocaleString('en-US', options)
}

export function ratio(value: unknown, base: unknown): string {
  if (typeof value !== 'number' || typeof base !== 'number' || base === 0) return '–'
  const times = value / base
  return `${number(times, times < 10 ? 2 : times < 100 ? 1 : 0)}×`
}
