import { LiveView, each, event, html } from 'overwire'
import { openMarket, trade } from './market.ts'
import type { Stock } from './market.ts'

export class Ticker extends LiveView {
  /** Windows with the same key share one instance: here all that are open. */
  static shared = () => 'market'
  static tickInterval = 1000
  stocks = openMarket()
  paused = false
  /** Counts the calls of render(), to show that it is once for all windows. */
  #renders = 0

  handleTick() {
    this.stocks = trade(this.stocks)
  }

  @event
  pause() {
    this.paused = true
    this.pauseTicks()
  }

  @event
  resume() {
    this.paused = false
    this.resumeTicks()
  }

  render() {
    this.#renders++
    return html`
      <div class="ticker-head">
        <button class="quiet" @click=${this.paused ? this.resume : this.pause}>
          ${this.paused ? 'Resume for all' : 'Pause for all'}
        </button>
        <p class="ticker-status">
          ${this.paused ? 'Paused' : `${this.windowCount || 1} watching`}, render ${this.#renders}
        </p>
      </div>
      <ul class="stocks" aria-label="Stocks">
        ${each(this.stocks, { key: 'symbol', memo: true }, stockRow)}
      </ul>
      <p class="hint">
        Open this page in a second window: both show the same prices, from one render. The companies
        and their prices are made up.
      </p>
    `
  }
}

function stockRow({ symbol, company, prices }: Stock) {
  const [first, price] = [prices[0]!, prices.at(-1)!]
  const percent = (price / first - 1) * 100
  const trend = percent < 0 ? 'falls' : 'rises'
  return html`
    <li class=${trend}>
      <b>${symbol}</b>
      <span class="company">${company}</span>
      <svg viewBox=${`0 0 ${prices.length - 1} 30`} preserveAspectRatio="none" aria-hidden="true">
        <polyline points=${sparkline(prices)} vector-effect="non-scaling-stroke" />
      </svg>
      <span class="price">${(price / 100).toFixed(2)}</span>
      <span class="change">${percent < 0 ? '▼' : '▲'} ${Math.abs(percent).toFixed(1)}%</span>
    </li>
  `
}

/** The prices as points, 30 high, with a margin for the line's width. */
function sparkline(prices: number[]): string {
  const [low, high] = [Math.min(...prices), Math.max(...prices)]
  const y = (price: number) => Math.round(28 - (26 * (price - low)) / (high - low || 1))
  return prices.map((price, i) => `${i},${y(price)}`).join(' ')
}
