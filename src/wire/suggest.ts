/**
 * "Did you mean …" for `live-…` attributes and `@event` names; used by the parser in development.
 */
import { liveAttributes } from './attributes.ts'
import { isEventAttribute } from './reserved.ts'

const domEvents = (
  'abort animationcancel animationend animationiteration animationstart auxclick beforeinput ' +
  'beforetoggle blur cancel canplay canplaythrough change click close compositionend ' +
  'compositionstart compositionupdate contextmenu copy cuechange cut dblclick drag dragend ' +
  'dragenter dragleave dragover dragstart drop durationchange emptied ended error focus focusin ' +
  'focusout formdata fullscreenchange gotpointercapture input invalid keydown keypress keyup load ' +
  'loadeddata loadedmetadata loadstart lostpointercapture mousedown mouseenter mouseleave ' +
  'mousemove mouseout mouseover mouseup paste pause play playing pointercancel pointerdown ' +
  'pointerenter pointerleave pointermove pointerout pointerover pointerup progress ratechange ' +
  'reset resize scroll scrollend securitypolicyviolation seeked seeking select selectionchange ' +
  'selectstart slotchange stalled submit suspend timeupdate toggle touchcancel touchend touchmove ' +
  'touchstart transitioncancel transitionend transitionrun transitionstart volumechange waiting ' +
  'wheel'
).split(' ')

const known = new Set(domEvents)
const candidates = [
  ...liveAttributes.map((attribute) => attribute.name).filter((name) => !name.endsWith('*')),
  ...domEvents.map((event) => `live-${event}`),
]

/**
 * For an unknown attribute, the nearest known one; undefined when the name is fine. A custom
 * DOM event is fine when its name has a colon or a hyphen and resembles nothing known.
 */
export function suggestAttribute(name: string): string | undefined {
  if (!isEventAttribute(name) || known.has(name.slice(5))) return undefined
  const nearest = candidates
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .sort((a, b) => a.distance - b.distance)[0]!
  if (nearest.distance <= 2) return nearest.candidate
  return /[:-]/.test(name.slice(5)) ? undefined : 'live-click'
}

/** Levenshtein distance: single-character edits from one text to the other. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitute = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, substitute))
    }
    row = next
  }
  return row[b.length]!
}
