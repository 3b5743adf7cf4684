/**
 * What must not compile, for who writes hooks of a view: each line below an `@ts-expect-error` is a mistake that
 * the compiler finds. The types step of the tests checks this file; it never runs.
 */
import { event, html, LiveView } from 'overwire'
import type { EventContext } from 'overwire'
import { defineHooks, Hook } from 'overwire/client'
import type { HookObject } from 'overwire/client'

interface Sent {
  point: { value: number }
  reset: null
}

class ChartView extends LiveView<Sent> {
  points: number[] = []

  @event
  sum({ of }: { of: number[] }) {
    return { sum: of.length }
  }

  @event
  async load(_args: { from?: string }, _context: EventContext) {
    this.pushEvent('point', { value: 1 })
    this.pushEvent('reset')
    // @ts-expect-error a value is a number
    this.pushEvent('point', { value: '1' })
    // @ts-expect-error there is no such event
    this.pushEvent('piont', { value: 1 })
    // @ts-expect-error the point is missing
    this.pushEvent('point')
    return 'text'
  }

  @event
  clear() {}

  override render() {
    return html`<canvas live-hook="Chart"></canvas>`
  }
}

class PlainView extends LiveView {
  @event
  save() {
    this.pushEvent('anything', { at: ['all'] })
    this.pushEvent('anything')
    // @ts-expect-error a function can't be sent
    this.pushEvent('anything', () => {})
  }
  override render() {
    return html`<p live-hook="Plain"></p>`
  }
}

class Chart extends Hook<ChartView> {
  #values: number[] = []

  override async mounted() {
    this.handleEvent('point', ({ value }) => this.#values.push(value))
    this.handleEvent('reset', () => {})
    const { sum } = await this.pushEvent('sum', { of: this.#values })
    sum.toFixed()
    const text = await this.pushEvent('load')
    text.trim()
    await this.pushEvent('load', { from: 'x' })
    await this.pushEvent('clear')
    // @ts-expect-error there is no such event
    await this.pushEvent('summ', { of: [] })
    // @ts-expect-error the numbers are missing
    await this.pushEvent('sum')
    // @ts-expect-error those are texts
    await this.pushEvent('sum', { of: ['1'] })
    // @ts-expect-error there is no such argument
    await this.pushEvent('load', { form: 'x' })
    // @ts-expect-error it takes nothing
    await this.pushEvent('clear', { all: true })
    // @ts-expect-error a field is no event
    await this.pushEvent('points')
    // @ts-expect-error what every view has is no event
    await this.pushEvent('livePatch', {})
    // @ts-expect-error the sum is a number
    await this.pushEvent('sum', { of: [] }).then((reply) => reply.sum.trim())
    // @ts-expect-error the view sends no such thing
    this.handleEvent('piont', () => {})
    // @ts-expect-error a value is a number
    this.handleEvent('point', ({ value }) => value.trim())
  }
}

const small: HookObject<ChartView> = {
  async mounted() {
    this['kept'] = 1
    await this.pushEvent('sum', { of: [1] })
    // @ts-expect-error there is no such event
    await this.pushEvent('summ', { of: [] })
  },
}

class Plain extends Hook<PlainView> {
  override async mounted() {
    await this.pushEvent('save')
    this.handleEvent('anything', (payload) => JSON.stringify(payload))
    // @ts-expect-error there is no such event
    await this.pushEvent('sava')
  }
}

class Untyped extends Hook {
  override async mounted() {
    const { sum } = await this.pushEvent<{ sum: number }>('sum', { of: [1] })
    this.handleEvent<{ value: number }>('point', ({ value }) => value + sum)
  }
}

defineHooks({
  Chart,
  Plain,
  Untyped,
  small,
  Other: {
    mounted() {
      void this.pushEvent('anything')
    },
  },
})
export { ChartView, PlainView }
