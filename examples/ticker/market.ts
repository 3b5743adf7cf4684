/** A market of made-up companies, whose prices move by chance. */

export interface Stock {
  symbol: string
  company: string
  /** Cents, the oldest first and the current one last. */
  prices: number[]
}

const POINTS = 40
const companies = {
  ALPN: 'Alpine Rail',
  BRWR: 'Harbour Brewers',
  CPPR: 'Copper & Sons',
  DLTA: 'Delta Shipping',
  EMBR: 'Ember Stoves',
  FJRD: 'Fjord Energy',
  GLDE: 'Glide Bicycles',
  HIVE: 'Hive Robotics',
  INKW: 'Inkwell Press',
  JUNO: 'Juno Optics',
  KELP: 'Kelp Foods',
  LOOM: 'Loom Textiles',
}

export function openMarket(): Stock[] {
  return Object.entries(companies).map(([symbol, company]) => {
    const prices = [Math.round(2000 + Math.random() * 30_000)]
    while (prices.length < POINTS) prices.push(nextPrice(prices.at(-1)!))
    return { symbol, company, prices }
  })
}

/** A moment later: about half of the stocks were traded. */
export function trade(stocks: Stock[]): Stock[] {
  return stocks.map((stock) => {
    if (Math.random() < 0.5) return stock
    const { prices } = stock
    return { ...stock, prices: [...prices.slice(1), nextPrice(prices.at(-1)!)] }
  })
}

/** Up to one percent more or less. */
function nextPrice(price: number): number {
  return Math.max(100, Math.round(price * (0.99 + Math.random() * 0.02)))
}
