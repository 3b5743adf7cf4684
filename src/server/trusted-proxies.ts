/**
 * Proxies that are trusted by their addresses. What they say of a request stays, as the one that is nearest to the
 * visitor says it; what others say is taken away where the request comes in.
 */
import ipaddr from 'ipaddr.js'
import { describe, fail } from '../base/errors.ts'
import type { Logger } from '../base/logger.ts'
import { withoutPort } from './proxies.ts'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** Networks by names, as Express and ipaddr.js have them. */
const NAMED: Record<string, readonly string[]> = {
  loopback: ['loopback'],
  linklocal: ['linkLocal'],
  uniquelocal: ['private', 'uniqueLocal'],
}
/** Headers of one value for each proxy. */
const LISTS = ['for', 'host', 'proto', 'port', 'prefix'].map((name) => `x-forwarded-${name}`)

export class TrustedProxies {
  readonly #matches: ((address: Address) => boolean)[]
  readonly #logger: Logger
  #hasWarned = false

  /** @throws LiveError E_OPTION for what is no address, no network and no name. */
  constructor(networks: readonly string[], logger: Logger) {
    this.#matches = networks.map(matcher)
    this.#logger = logger
  }

  /** Leaves of what proxies say what is to be believed. @param peer address of the connection. */
  settle(headers: Headers, peer: string): void {
    if (!this.#has(peer)) return this.#refuse(headers, peer)
    const chain = LISTS.some((name) => headers.has(name))
      ? split(headers.get('x-forwarded-for'))
      : split(headers.get('forwarded')).map((hop) => /(?:^|;)\s*for=([^;]*)/i.exec(hop)?.[1] ?? '')
    let hops = 1
    while (hops < chain.length && this.#has(withoutPort(chain.at(-hops)!))) hops++
    for (const name of [...LISTS, 'forwarded']) {
      const said = split(headers.get(name))
      if (said.length > 1) headers.set(name, said.at(-Math.min(hops, said.length))!)
    }
  }

  #refuse(headers: Headers, peer: string): void {
    const found = [...LISTS, 'forwarded'].filter((name) => headers.has(name))
    if (found.length === 0) return
    for (const name of found) headers.delete(name)
    if (this.#hasWarned) return
    this.#hasWarned = true
    this.#logger.warn(
      { header: found[0], peer },
      'a proxy that createApp({ trustedProxies }) does not name sent forwarding headers, and they are ignored',
    )
  }

  #has(text: string): boolean {
    if (!ipaddr.isValid(text)) return false
    const address = ipaddr.process(text)
    return this.#matches.some((matches) => matches(address))
  }
}

function split(value: string | null): string[] {
  return value === null ? [] : value.split(',').map((part) => part.trim())
}

function matcher(network: unknown): (address: Address) => boolean {
  const ranges = NAMED[String(network)]
  if (ranges !== undefined) return (address) => ranges.includes(address.range())
  if (isAddress(network) && ipaddr.isValidCIDR(network)) {
    const [base, bits] = ipaddr.parseCIDR(network)
    return (address) => address.kind() === base.kind() && address.match(base, bits)
  }
  if (isAddress(network) && ipaddr.isValid(network)) {
    const own = ipaddr.process(network).toNormalizedString()
    return (address) => address.toNormalizedString() === own
  }
  const wanted = `addresses, networks such as 10.0.0.0/8, or ${Object.keys(NAMED).join(', ')}`
  throw fail('E_OPTION', 'trustedProxies', wanted, describe(network))
}

/** False for what is short for an address: `10`. */
function isAddress(network: unknown): network is string {
  const [address = ''] = typeof network === 'string' ? network.split('/') : []
  return ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address)
}
