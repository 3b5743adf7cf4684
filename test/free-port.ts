/** Ports for programs that can't be told to take any free one. */
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Systems give ports from 32,768 on to connections that go out: one of those may take a port that was free just now. */
const BELOW = 32_000

/** A port at which nothing listens. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, BELOW)
    const probe = createServer()
    const isFree = Promise.race([
      once(probe, 'listening').then(() => true),
      once(probe, 'error').then(() => false),
    ])
    probe.listen(port)
    if (!(await isFree)) continue
    probe.close()
    await once(probe, 'close')
    return port
  }
}
