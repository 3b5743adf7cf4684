/** Whose address it is: limits count networks, since one IPv6 visitor has more addresses than can be counted. */

/**
 * The address itself for IPv4, the first 64 bits for IPv6: `2001:db8:0:1::/64`. What is neither is its own.
 */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const bare = address.replace(/^\[|\](:\d+)?$|%.*$/g, '').toLowerCase()
  const ip4 = mappedAddress(bare)
  if (ip4 !== undefined) return ip4
  if (!/^[\da-f:.]+$/.test(bare)) return bare
  const [head = '', tail] = bare.split('::')
  const groups = head === '' ? [] : head.split(':')
  if (tail !== undefined) {
    const rest = tail === '' ? [] : tail.split(':')
    // An IPv4 part at the end stands for two groups.
    const missing = 8 - groups.length - rest.length - (tail.includes('.') ? 1 : 0)
    groups.push(...Array.from({ length: Math.max(0, missing) }, () => '0'), ...rest)
  }
  const network = groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''))
  return `${network.join(':')}::/64`
}

/** IPv4 in the form of IPv6, as sockets that hear both have it; undefined for other addresses. */
function mappedAddress(address: string): string | undefined {
  const [, dotted, high, low] =
    /^(?:::|(?:0+:){5})ffff:(?:(\d+\.\d+\.\d+\.\d+)|([\da-f]{1,4}):([\da-f]{1,4}))$/.exec(
      address,
    ) ?? []
  if (dotted !== undefined || high === undefined) return dotted
  const parts = [high, low!].map((group) => Number.parseInt(group, 16))
  return parts.flatMap((part) => [part >> 8, part & 255]).join('.')
}
