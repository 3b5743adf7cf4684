/** The data of the reports: a year of made-up orders, and the slow work of adding them up. */
import { setTimeout as pause } from 'node:timers/promises'

export const topics = ['regions', 'months', 'products'] as const
export type Topic = (typeof topics)[number]

export interface Total {
  name: string
  orders: number
  /** Cents. */
  revenue: number
}

interface Order extends Record<Topic, string> {
  revenue: number
}

const ORDERS = 20_000
const BATCHES = 40
const BATCH = ORDERS / BATCHES
const names: Record<Topic, string[]> = {
  regions: ['North', 'East', 'South', 'West'],
  months: ['January', 'February', 'March', 'April', 'May', 'June'],
  products: ['Kettle', 'Lamp', 'Rug', 'Shelf', 'Stool'],
}

/** The same orders each time: every one is a function of its number. */
function orderAt(i: number): Order {
  // The square makes the first ones more frequent than the last.
  const pick = (topic: Topic, step: number) =>
    names[topic][Math.floor(((i * step) % 1) ** 2 * names[topic].length)]!
  const revenue = 500 + ((i * 7919) % 9500)
  return {
    regions: pick('regions', 0.618),
    months: pick('months', 0.414),
    products: pick('products', 0.732),
    revenue,
  }
}

export interface Work {
  /** Milliseconds that each batch waits for the database. */
  delay: number
  signal: AbortSignal
  reportProgress(fraction: number): void
}

/**
 * Adds up all orders, batch by batch.
 * @throws an AbortError as soon as the signal says so.
 */
export async function addUp(
  topic: Topic,
  { delay, signal, reportProgress }: Work,
): Promise<Total[]> {
  const totals = new Map(names[topic].map((name) => [name, { name, orders: 0, revenue: 0 }]))
  for (let batch = 0; batch < BATCHES; batch++) {
    await pause(delay, undefined, { signal })
    for (let i = batch * BATCH; i < (batch + 1) * BATCH; i++) {
      const order = orderAt(i)
      const total = totals.get(order[topic])!
      total.orders++
      total.revenue += order.revenue
    }
    reportProgress((batch + 1) / BATCHES)
  }
  return [...totals.values()].toSorted((a, b) => b.revenue - a.revenue)
}
