/** One number for clicks in their order: another order, one that is missing or one too many makes another. */
export function orderOf(before: number, click: number): number {
  return (before * 31 + click) % 1_000_003
}
