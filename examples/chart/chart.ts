import { monitorEventLoopDelay } from 'node:perf_hooks'
import { LiveView, each, event, html } from 'overwire'
import { z } from 'zod'

/** Milliseconds between two looks; what is longer is delay. */
const resolution = 10
const delay = monitorEventLoopDelay({ resolution })
delay.enable()

/** Samples that are kept: two minutes. */
const MOST = 240

type Sample = [seconds: number, memory: number, delay: number]

interface Summary {
  name: string
  low: number
  middle: number
  high: number
}

const range = z.object({ from: z.number(), to: z.number() })

export class Chart extends LiveView {
  static tickInterval = 500
  samples: Sample[] = []
  selected: z.infer<typeof range> | null = null
  paused = false

  mount() {
    this.take()
  }

  handleTick() {
    this.pushEvent('sample', this.take())
  }

  take(): Sample {
    const memory = process.memoryUsage().heapUsed / 2 ** 20
    const sample: Sample = [
      Date.now() / 1000,
      round(memory),
      round(Math.max(0, delay.mean / 1e6 - resolution)),
    ]
    delay.reset()
    this.samples = [...this.samples, sample].slice(-MOST)
    return sample
  }

  @event
  toggle() {
    this.paused = !this.paused
    if (this.paused) this.pauseTicks()
    else this.resumeTicks()
  }

  /** The chart asks when somebody selects a part of it; the answer is for its heading. */
  @event(range)
  inspect(selected: z.infer<typeof range>) {
    this.selected = selected
    return { samples: this.shown().length }
  }

  @event
  all() {
    this.selected = null
    this.pushEvent('all')
  }

  shown() {
    const { from, to } = this.selected ?? { from: 0, to: Infinity }
    return this.samples.filter(([time]) => time >= from && time <= to)
  }

  render() {
    const shown = this.shown()
    const summaries = [
      summary(
        'Memory, MB',
        shown.map(([, memory]) => memory),
      ),
      summary(
        'Event loop, ms',
        shown.map(([, , ms]) => ms),
      ),
    ]
    return html`
      <div
        id="chart" class="chart" live-hook="Chart" live-ignore
        live-value-samples=${JSON.stringify(this.samples.slice(0, 1))}
      ></div>
      <p class="chart-caption" role="status">
        ${this.selected ? `${shown.length} selected samples` : `All samples of this page`}
      </p>
      <table class="chart-table">
        <thead>
          <tr><th>This server</th><th>Lowest</th><th>Mean</th><th>Highest</th></tr>
        </thead>
        <tbody>${each(
          summaries,
          'name',
          ({ name, low, middle, high }) => html`
          <tr><th>${name}</th><td>${low}</td><td>${middle}</td><td>${high}</td></tr>
        `,
        )}</tbody>
      </table>
      <div class="buttons">
        <button aria-pressed=${this.paused} @click=${this.toggle}>Pause</button>
        <button ?disabled=${this.selected === null} @click=${this.all}>Show all</button>
      </div>
      <p class="hint">Drag over the chart, or focus it and press <kbd>←</kbd> or <kbd>→</kbd>, to select.</p>
    `
  }
}

function summary(name: string, values: number[]): Summary {
  const sum = values.reduce((a, b) => a + b, 0)
  const [low, middle, high] = values.length
    ? [Math.min(...values), sum / values.length, Math.max(...values)]
    : [0, 0, 0]
  return { name, low: round(low), middle: round(middle), high: round(high) }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
