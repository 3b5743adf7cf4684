/**
 * Browsers that have a page open, and use it now and then. Arguments: the server's address, how many. Tells its parent
 * when all have joined; takes how many events they send one after another, each from one of them by chance.
 */
import { endWithParent } from '../end-with-parent.ts'
import { randomFrom } from '../chaos/random.ts'
import { quantile } from '../soak/samples.ts'
import { RawWindow } from './raw-window.ts'

endWithParent()
const [url = '', count = '0', seed = '1'] = process.argv.slice(2)
const random = randomFrom(Number(seed))
/** How many join at once. */
const AT_ONCE = 4

const windows: RawWindow[] = []
/** Events that each has sent. */
const sent = new Map<RawWindow, number>()

async function join(): Promise<void> {
  while (windows.length < Number(count)) {
    const place = windows.push(undefined as unknown as RawWindow) - 1
    windows[place] = await RawWindow.join(url)
  }
}

async function use(): Promise<[ms: number, isRight: boolean]> {
  const window = windows[Math.floor(random() * windows.length)]!
  const n = (sent.get(window) ?? 0) + 1
  sent.set(window, n)
  window.frames.length = 0
  const began = performance.now()
  window.send([1, n, 0, 'inc'])
  const [, , , patch] = (await window.answer(n)) as unknown[]
  const ms = performance.now() - began
  return [ms, Array.isArray(patch) && patch[1] === 0 && patch[2] === n]
}

process.on('message', (events) => {
  const run = async (): Promise<void> => {
    const times: number[] = []
    let wrong = 0
    for (let i = 0; i < Number(events); i++) {
      const [ms, isRight] = await use()
      times.push(ms)
      if (!isRight) wrong++
    }
    times.sort((a, b) => a - b)
    const closed = windows.filter(({ closed }) => closed !== undefined).length
    process.send!({ p50: quantile(times, 0.5), p99: quantile(times, 0.99), wrong, closed })
  }
  void run()
})

await Promise.all(Array.from({ length: AT_ONCE }, join))
process.send!({ joined: windows.length })
