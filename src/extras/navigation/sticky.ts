/** Sticky views: what is in them stays the same while another page comes around them. */
import { FromServer } from '../../wire/frames.ts'
import type { Host } from '../../client/host.ts'

const PAGE_VIEW = 0

/** From now on sticky views leave the page while its values are replaced, and come back. */
export function keepSticky(host: Host): void {
  const receive = host.receive.bind(host)
  host.receive = (frame) => {
    if (frame[0] !== FromServer.VALUES || frame[2] !== PAGE_VIEW) return receive(frame)
    const kept = host.own(() => setAside(host.root))
    receive(frame)
    host.own(() => {
      for (const [view, holder] of kept) {
        const place = host.root.querySelector(`[live-view="${view}"]`)
        if (place) moveAll(holder, place)
        holder.remove()
      }
    })
  }
}

function setAside(root: Element): [view: string, holder: Element][] {
  return [...root.querySelectorAll('[live-sticky]')].map((place) => {
    const holder = document.body.appendChild(document.createElement('div'))
    holder.hidden = true
    moveAll(place, holder)
    return [place.getAttribute('live-view')!, holder]
  })
}

/** Browsers that can move a node without taking it out of the page restart nothing in it. */
function moveAll(from: Element, to: Element & { moveBefore?(node: Node, next: null): void }): void {
  while (from.firstChild) {
    if (to.moveBefore) to.moveBefore(from.firstChild, null)
    else to.append(from.firstChild)
  }
}
