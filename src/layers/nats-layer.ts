/** The channel layer over NATS: its plain messages, which are kept nowhere. */
import { describe, fail } from '../base/errors.ts'
import type { ChannelLayer } from '../pubsub/layer.ts'
import { reconnectDelay } from './broker.ts'
import { NatsBroker } from './nats-broker.ts'
import type { NatsConnection } from './nats-broker.ts'
import { RemoteLayer } from './remote-layer.ts'

/** Options of {@link natsLayer}. */
export interface NatsLayerOptions {
  /**
   * Begins the subjects of all topics: different for apps that share a server. No spaces, `*` or `>`.
   * Default "overwire:".
   */
  prefix?: string
}

/** Milliseconds between two signs of life, and how many may be missing. */
const PING_MS = 10_000
const PINGS_OUT = 2
/** Milliseconds for one try to connect. */
const DIAL_MS = 4000

/**
 * A channel layer for several processes: `createApp({ layer: natsLayer('nats://localhost:4222') })`.
 * @param to an address, for which the package `@nats-io/transport-node` must be installed: the layer
 * connects when it is first used, and again without end. Or a connection of that package, with its own
 * settings (`maxReconnectAttempts: -1`), which the layer does not close.
 * @throws LiveError E_OPTION.
 */
export function natsLayer(
  to: string | NatsConnection,
  { prefix = 'overwire:' }: NatsLayerOptions = {},
): ChannelLayer {
  if (prefix === '' || /[\s*>\0]|^\.|\.\./.test(prefix)) {
    throw fail('E_OPTION', 'prefix', 'text without spaces, "*" and ">"', describe(prefix))
  }
  if (typeof to === 'string') {
    const name = `nats ${readAddress(to).host}`
    return new RemoteLayer(new NatsBroker(name, prefix, () => open(to), { owns: true }), prefix)
  }
  if (typeof to?.status !== 'function') throw badConnection(describe(to))
  return new RemoteLayer(new NatsBroker('nats', prefix, async () => to, { owns: false }), prefix)
}

function readAddress(text: string): URL {
  try {
    const url = new URL(text.includes('://') ? text : `nats://${text}`)
    if (url.host !== '') return url
  } catch {
    // Told below.
  }
  // Not shown: it may hold a password.
  throw badConnection('a text that is no address')
}

function badConnection(got: string): Error {
  const expected = '"nats://host:port" or a connection of the package @nats-io/transport-node'
  return fail('E_OPTION', 'natsLayer(to)', expected, got)
}

async function open(url: string): Promise<NatsConnection> {
  const { connect } = await load()
  const { host, protocol, username, password } = readAddress(url)
  const user = decodeURIComponent(username)
  const pass = decodeURIComponent(password)
  return connect({
    servers: host,
    ...(protocol === 'tls:' && { tls: {} }),
    ...(pass ? { user, pass } : user && { token: user }),
    timeout: DIAL_MS,
    maxReconnectAttempts: -1,
    reconnectDelayHandler: () => reconnectDelay(5),
    // Rights may be given back.
    ignoreAuthErrorAbort: true,
    pingInterval: PING_MS,
    maxPingOut: PINGS_OUT,
  })
}

async function load() {
  try {
    return await import('@nats-io/transport-node')
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw error
    const fix = 'npm install @nats-io/transport-node'
    throw fail('E_OPTION', 'natsLayer(to)', `its package to be installed (${fix})`, 'none')
  }
}
