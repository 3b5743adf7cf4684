/** Another page comes: its nodes are its own, but what is in sticky views stays the same. */
import { FromServer } from '../../wire/frames.ts'
import type { Host } from '../../client/host.ts'
import { moveAll } from '../dom/moving.ts'
import { ours } from '../dom/untrusted.ts'
import { doc } from '../dom/unshadowed.ts'

const PAGE_VIEW = 0

type Kept = [view: string, holder: Element]

/**
 * From now on sticky views leave the page while its values are replaced, and come back.
 * @param isVisiting tells that the values to come are another page's.
 */
export function keepSticky(host: Host, isVisiting: () => boolean): void {
  const receive = host.receive.bind(host)
  let kept: Kept[] = []
  // Before others are told of the page that came.
  host.observe({ written: () => kept.splice(0).forEach((one) => host.own(() => putBack(one))) })
  host.receive = (frame) => {
    if (frame[0] !== FromServer.VALUES || frame[2] !== PAGE_VIEW) return receive(frame)
    kept = host.own(setAside)
    if (isVisiting() && frame[1] !== 0) host.own(() => host.root.replaceChildren())
    receive(frame)
  }
}

function putBack([view, holder]: Kept): void {
  const place = doc.querySelector(ours(`[live-view="${view}"]`))
  if (place) moveAll(holder, place)
  holder.remove()
}

function setAside(): Kept[] {
  return [...doc.querySelectorAll(ours('[live-sticky]'))].map((place) => {
    const holder = doc.body.appendChild(doc.createElement('div'))
    holder.hidden = true
    moveAll(place, holder)
    return [place.getAttribute('live-view')!, holder]
  })
}
