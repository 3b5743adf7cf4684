/**
 * Clients that send as much as they can, and begin anew whenever they are cut off; for flood.test.ts. Arguments: the
 * server's address, how many clients. Says "refused" when a client is turned away, "sent" when they have sent very much.
 */
import { RawWindow } from './raw-window.ts'
import { endWithParent } from '../end-with-parent.ts'

const url = process.argv[2]!
const clients = Number(process.argv[3])
const MUCH = 40_000
/** Frames of all clients. */
let sent = 0

async function flood(): Promise<void> {
  for (;;) {
    const window = await RawWindow.join(url)
    if (window.closed !== undefined) process.send?.('refused')
    for (let n = 1; window.closed === undefined; n++) {
      window.send(n % 3 === 0 ? [3] : [1, n, n, 'up'])
      if (++sent === MUCH) process.send?.('sent')
      if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

endWithParent()
await Promise.all(Array.from({ length: clients }, flood))
