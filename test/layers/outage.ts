/** What a layer does while its server is out of reach, for each client library. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { ChannelLayer } from 'overwire'
import { eventually } from '../eventually.ts'
import type { Service } from '../services/service.ts'

/** A topic's messages, and waiting for as many. */
class Heard {
  readonly messages: string[] = []

  readonly take = (message: string): void => {
    this.messages.push(message)
  }

  async until(count: number): Promise<string[]> {
    await eventually(() => this.messages.length >= count, `${count} messages have come`, {
      state: () => this.messages,
    })
    return this.messages
  }
}

/** What is under way when a loss is noticed fails at once; what comes later waits, for seconds. */
async function noticed(layer: ChannelLayer): Promise<void> {
  for (let waits = false; !waits;) {
    const answered = layer.publish('test', '').then(
      () => false,
      () => false,
    )
    waits = await Promise.race([answered, pause(100, true)])
  }
}

/** Refused because the server is out of reach, or was lost on the way. */
const refused = { name: 'LiveError', code: 'E_LAYER' }

/**
 * @param start gives a server that runs.
 * @param open makes a layer for an address.
 */
export function outageTests(
  name: string,
  start: () => Promise<Service>,
  open: (url: string) => ChannelLayer,
): void {
  const withServer = (
    title: string,
    run: (server: Service, layer: ChannelLayer) => Promise<void>,
  ): void => {
    it(title, async () => {
      const server = await start()
      const layer = open(server.url)
      try {
        await run(server, layer)
      } finally {
        await layer.close()
        await server.stop()
      }
    })
  }

  describe(`${name} without its server`, { concurrency: 4 }, () => {
    withServer('what was never reached refuses, and works when it comes', async (server, layer) => {
      await server.kill()
      const started = performance.now()
      await Promise.all([
        assert.rejects(layer.ready(), refused),
        assert.rejects(layer.publish('a', 'x'), refused),
        assert.rejects(
          layer.subscribe('a', () => {}),
          { ...refused, message: /was not reached within 5000 ms: .*REFUSED/i },
        ),
      ])
      assert.ok(performance.now() - started < 10_000)
      await server.start()
      const heard = new Heard()
      await layer.subscribe('a', heard.take)
      await layer.publish('a', 'y')
      assert.deepEqual(await heard.until(1), ['y'])
    })

    withServer('what is sent in an outage waits some seconds, in order', async (server, layer) => {
      const heard = new Heard()
      await layer.subscribe('a', heard.take)
      const gap = new Promise<void>((resolve) => layer.onGap(resolve))
      await server.kill()
      await noticed(layer)
      const late = new Heard()
      const sent = [
        ...Array.from({ length: 100 }, (_, i) => layer.publish('a', String(i))),
        layer.subscribe('b', late.take),
      ]
      await server.start()
      await Promise.all([gap, ...sent])
      const numbers = Array.from({ length: 100 }, (_, i) => String(i))
      assert.deepEqual(await heard.until(100), numbers)
      await layer.publish('b', 'z')
      assert.deepEqual(await late.until(1), ['z'])
    })

    withServer(
      'what can’t wait any longer is refused, and so is what is too much',
      async (server, layer) => {
        await layer.ready()
        await server.kill()
        await noticed(layer)
        const big = 'x'.repeat(900_000)
        const sent = await Promise.allSettled(
          Array.from({ length: 30 }, () => layer.publish('a', big)),
        )
        const reasons = sent.map((one) => (one.status === 'rejected' ? String(one.reason) : 'sent'))
        assert.equal(reasons.filter((text) => /was not reached within/.test(text)).length, 18)
        assert.equal(reasons.filter((text) => /too much waits/.test(text)).length, 12)
      },
    )

    withServer(
      'what a server that stands still is not given is bounded, and never arrives once refused',
      async (server, layer) => {
        const heard = new Heard()
        await layer.subscribe('a', heard.take)
        await server.freeze()
        const outcomes: string[] = []
        const sent = Array.from({ length: 2000 }, (_, i) =>
          layer.publish('a', `${i} ${'x'.repeat(20_000)}`).then(
            () => (outcomes[i] = 'sent'),
            (error: unknown) => (outcomes[i] = String(error)),
          ),
        )
        await Promise.all(sent)
        assert.equal(outcomes.filter((said) => said === 'sent').length, 0)
        assert.ok(outcomes.some((said) => /takes too long, and too much waits/.test(said)))
        server.thaw()
        await layer.publish('a', 'last')
        await eventually(() => heard.messages.includes('last'))
        // What was under way is not known to be lost; the rest never went out.
        const arrived = heard.messages.length - 1
        assert.ok(arrived <= 20, `${arrived} arrived`)
      },
    )

    withServer('a server that stands still delays no call for ever', async (server, layer) => {
      const heard = new Heard()
      await layer.subscribe('a', heard.take)
      await server.freeze()
      const late = { ...refused, message: /did not answer within 5000 ms/ }
      await Promise.all([
        assert.rejects(layer.publish('a', 'x'), late),
        assert.rejects(
          layer.subscribe('b', () => {}),
          late,
        ),
      ])
      server.thaw()
      await layer.publish('a', 'y')
      assert.equal((await heard.until(2)).at(-1), 'y')
    })
  })
}
