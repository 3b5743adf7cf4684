/** Which elements with an attribute came into the page since it was loaded. */
import type { Host } from '../../client/host.ts'
import { ours } from './untrusted.ts'
import { doc } from './unshadowed.ts'

/**
 * A function that returns those that are new since its last call, without those that came with the page:
 * when the page's own HTML uses the attribute, what is there at first did.
 * @param name of the attribute, after `live-`.
 */
export function arrivals(host: Host, name: string): () => Element[] {
  const seen = new WeakSet<Element>()
  const find = (): Element[] => {
    const found = [...doc.querySelectorAll(ours(`[live-${name}]:not([live-leaving] *)`))]
    const fresh = found.filter((element) => !seen.has(element))
    for (const element of fresh) seen.add(element)
    return fresh
  }
  if (cameWithPage(host, name)) find()
  return find
}

/** True when the page's own HTML uses the attribute; else all that has it came later, with a patch. */
export function cameWithPage(host: Host, name: string): boolean {
  const needs = host.root.getAttribute('live-on')?.split(' ') ?? []
  return needs.some((need) => need.split('/')[0] === name)
}
