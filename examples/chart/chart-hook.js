import './language.js'
import { defineHooks, Hook } from '../_overwire/api.js'
import UPlot from '../uplot/dist/uPlot.esm.js'

const MOST = 240

class Chart extends Hook {
  mounted() {
    this.samples = [...this.values.samples]
    this.el.tabIndex = 0
    this.el.setAttribute('role', 'img')
    this.el.setAttribute(
      'aria-label',
      'Memory and event loop delay; the table below has the figures',
    )
    this.plot = new UPlot(this.options(), this.columns(), this.el)
    this.handleEvent('sample', (sample) => this.add(sample))
    this.handleEvent('all', () => this.select(null))
    this.el.addEventListener('keydown', ({ key }) => this.step(key))
    this.sizes = new ResizeObserver(() => this.plot.setSize(this.size()))
    this.sizes.observe(this.el)
    this.night = matchMedia('(prefers-color-scheme: dark)')
    this.repaint = () => this.plot.redraw()
    this.night.addEventListener('change', this.repaint)
  }

  destroyed() {
    this.sizes.disconnect()
    this.night.removeEventListener('change', this.repaint)
    this.plot.destroy()
  }

  add(sample) {
    this.samples = [...this.samples, sample].slice(-MOST)
    this.plot.setData(this.columns(), this.range == null)
  }

  /** Shows a part of the time and asks the view about it. */
  async select(range) {
    this.range = range
    const times = this.columns()[0]
    const [from, to] = range ?? [times[0], times.at(-1)]
    this.plot.setScale('x', { min: from, max: to })
    if (range === null) return
    const { samples } = await this.pushEvent('inspect', { from, to })
    this.el.dataset.selected = samples
  }

  /** With the arrow keys: the last ten seconds, or ten seconds earlier or later. */
  step(key) {
    const by = { ArrowLeft: -10, ArrowRight: 10 }[key]
    if (by === undefined) return
    const last = this.samples.at(-1)[0]
    const to = Math.min(last, this.range ? this.range[1] + by : last)
    void this.select([to - 10, to])
  }

  columns() {
    return [0, 1, 2].map((column) => this.samples.map((sample) => sample[column]))
  }

  size() {
    return { width: this.el.clientWidth, height: 240 }
  }

  options() {
    const color = (name) => () => getComputedStyle(this.el).getPropertyValue(name)
    const points = { show: false }
    const axis = {
      stroke: color('--soft'),
      grid: { stroke: color('--line') },
      ticks: { show: false },
    }
    const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })
    const times = {
      ...axis,
      space: 75,
      values: (_, ticks) => ticks.map((tick) => time.format(tick * 1000)),
    }
    const axisIn = (unit) => ({
      ...axis,
      size: 60,
      values: (_, ticks) => ticks.map((tick) => `${tick} ${unit}`),
    })
    return {
      ...this.size(),
      legend: { show: false },
      cursor: { drag: { x: true, y: false, setScale: false } },
      // Of one sample uPlot would show three years, of two half a second.
      scales: {
        x: { range: (_, min, max) => [min, Math.max(max, min + 10)] },
        ms: {},
      },
      axes: [times, axisIn('MB'), { ...axisIn('ms'), scale: 'ms', side: 1, grid: { show: false } }],
      series: [
        {},
        { stroke: color('--accent'), fill: color('--tint'), width: 2, points },
        { stroke: color('--good'), width: 2, scale: 'ms', points },
      ],
      hooks: {
        setSelect: [
          (plot) => {
            const { left, width } = plot.select
            if (width < 5) return
            void this.select([plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')])
            plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false)
          },
        ],
      },
    }
  }
}

defineHooks({ Chart })
