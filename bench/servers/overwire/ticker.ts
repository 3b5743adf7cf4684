/** S5 for Overwire: a view that the server pushes to. */
import * as overwire from 'overwire'
import { Counter } from './counter.ts'

const open = new Set<Ticker>()

export class Ticker extends Counter {
  override count = 0

  override mount() {
    open.add(this)
  }

  override disconnect() {
    open.delete(this)
  }

  show({ value }: { value: number }) {
    this.count = value
  }
}

type Publish = (value: number) => void | Promise<void>
type PushToView = (view: typeof Ticker, message: object) => void | Promise<void>

const { pushToView } = overwire as { pushToView?: PushToView }

/** Every open ticker runs `show` and renders. */
export const publish: Publish = pushToView
  ? (value) => pushToView(Ticker, { handler: 'show', value })
  : await instancePush()

/** While the public API has no push: the way in that pushes and timers will take. */
async function instancePush(): Promise<Publish> {
  // Not a name that the bundler could resolve: it has to be the module that overwire itself uses.
  const { href } = new URL('../../../dist/live/instance.js', import.meta.url)
  const { instanceOf } = await import(href)
  return (value) => {
    for (const ticker of open) instanceOf(ticker).post('show', () => ticker.show({ value }))
  }
}
