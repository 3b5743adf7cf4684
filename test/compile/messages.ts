/**
 * What must not compile, for who sends and hears messages: each line below an `@ts-expect-error` is a mistake
 * that the compiler finds. The types step of the tests checks this file; it never runs.
 */
import { z } from 'zod'
import { defineTopic, event, html, LiveView, publish, pushToView } from 'overwire'
import type { MessageOf } from 'overwire'
import { signal, trigger, WINDOW } from 'overwire/signals'
import { schedule } from 'overwire/tasks'

interface Shipped {
  id: number
  carrier: string
}

const orders = defineTopic<{ placed: { id: number }; shipped: Shipped; cleared: undefined }>(
  'orders',
)
const stockOf = (id: number) => defineTopic<{ counted: number }>(`stock:${id}`)

class Orders extends LiveView {
  total = 0

  override async mount() {
    await this.subscribe(orders)
    await this.subscribe(stockOf(5))
    await this.subscribe('other')
    this.unsubscribe(orders)
  }

  override handleInfo(
    ...[event, data]: MessageOf<typeof orders> | MessageOf<ReturnType<typeof stockOf>>
  ) {
    if (event === 'placed') this.total += data.id
    if (event === 'counted') this.total = data
    // @ts-expect-error a placed order has no carrier
    if (event === 'placed') this.add({ by: data.carrier })
    if (event === 'shipped') void data.carrier.length
    // @ts-expect-error there is no such event
    if (event === 'palced') this.total = 0
  }

  add(_order: { by: number; why?: string }) {}
  addLater(_order: { by?: number }) {}
  addMaybe(_order?: { by: number }) {}
  refresh() {}
  two(_a: { by: number }, _b: string) {}

  @event
  note(_args: { text: string }) {}

  override render() {
    return html`<p>${this.total}</p>`
  }
}

export async function send(): Promise<void> {
  await publish(orders, 'placed', { id: 1 })
  await publish(orders, 'cleared')
  await publish(stockOf(5), 'counted', 3, { except: new Orders() })
  await publish('plain', 'anything', { at: 'all' })
  await publish(String(5), 'anything')
  // @ts-expect-error there is no such event
  await publish(orders, 'palced', { id: 1 })
  // @ts-expect-error an id is a number
  await publish(orders, 'placed', { id: '1' })
  // @ts-expect-error the order is missing
  await publish(orders, 'placed')
  // @ts-expect-error the carrier is missing
  await publish(orders, 'shipped', { id: 1 })
  // @ts-expect-error an order has no such property
  await publish(orders, 'placed', { id: 1, name: 'x' })
  // @ts-expect-error that is another topic's
  await publish(stockOf(5), 'placed', { id: 1 })

  await pushToView(Orders, { handler: 'add', payload: { by: 1 } })
  await pushToView(Orders, { handler: 'refresh' })
  await pushToView(Orders, { handler: 'refresh', payload: {} })
  await pushToView(Orders, { handler: 'addLater' })
  await pushToView(Orders, { handler: 'addMaybe', payload: { by: 1 } })
  await pushToView(Orders, { state: { total: 1 }, handler: 'note', payload: { text: 'x' } })
  await pushToView('Orders', { handler: 'anything', payload: { at: 'all' } })
  // @ts-expect-error the number is missing
  await pushToView(Orders, { handler: 'add', payload: {} })
  // @ts-expect-error the payload is missing
  await pushToView(Orders, { handler: 'add' })
  // @ts-expect-error it is a number
  await pushToView(Orders, { handler: 'add', payload: { by: '1' } })
  // @ts-expect-error there is no such property
  await pushToView(Orders, { handler: 'add', payload: { by: 1, way: 'x' } })
  // @ts-expect-error it takes nothing
  await pushToView(Orders, { handler: 'refresh', payload: { by: 1 } })
  // @ts-expect-error a payload needs its handler
  await pushToView(Orders, { payload: { by: 1 } })
  // @ts-expect-error a push brings one argument
  await pushToView(Orders, { handler: 'two', payload: { by: 1 } })
  // @ts-expect-error what every view has is not for pushes
  await pushToView(Orders, { handler: 'livePatch', payload: {} })
}

const build = signal({ path: 'report.build' }, (_info, _args: { id: string; at?: number }) => {})
const clear = signal({ path: 'clear' }, () => {})
const dated = signal(
  { path: 'dated', args: { when: z.iso.date().transform((text) => new Date(text)) } },
  (_info, { when }) => when.getTime(),
)
const whole = signal(
  { path: 'whole', args: z.object({ count: z.number(), note: z.string().optional() }) },
  (_info, { count }) => count,
)

export async function signals(view: Orders): Promise<void> {
  await trigger(view, build, { to: WINDOW, id: '5' })
  await trigger(view, build, { id: '5', at: 1, countdown: 5 })
  await trigger(null, clear)
  await trigger(null, clear, { to: 'news' })
  await trigger(view, dated, { when: '2026-11-28' })
  await trigger(view, whole, { count: 1 })
  await trigger(view, 'plain', { at: 'all' })
  // It is the function that it was.
  build(
    null,
    { id: '5' },
    { id: '', attempt: 1, signal: new AbortController().signal, uploads: {} },
  )
  // @ts-expect-error the id is missing
  await trigger(view, build, { to: WINDOW })
  // @ts-expect-error the arguments are missing
  await trigger(view, build)
  // @ts-expect-error the id is text
  await trigger(view, build, { id: 5 })
  // @ts-expect-error there is no such argument
  await trigger(view, build, { id: '5', on: 1 })
  // @ts-expect-error the text is sent, not what the schema makes of it
  await trigger(view, dated, { when: new Date() })
  // @ts-expect-error the schema wants a number
  await trigger(view, whole, { count: '1' })
  // @ts-expect-error milliseconds are a number
  await trigger(view, build, { id: '5', countdown: '5' })
  // @ts-expect-error a function is no signal
  await trigger(view, () => {}, {})

  await schedule('0 3 * * *', build, { id: '5' }, { timezone: 'Europe/Vienna' })
  await schedule('0 3 * * *', clear)
  // @ts-expect-error the arguments are missing
  await schedule('0 3 * * *', build)
  // @ts-expect-error the id is text
  await schedule('0 3 * * *', build, { id: 5 })
}
