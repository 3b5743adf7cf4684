/** Two hundred notes that come as one scrolls; without scripts, as one follows the link. */
import { each, html } from 'overwire'
import type { Block } from 'overwire'
import { link } from './page.ts'
import type { Page, Place, Visit } from './page.ts'
import { seeds } from './seeds.ts'

const [TOTAL, SIZE] = [200, 20]

export function notesPage(visit: Visit): Page {
  const { t, query } = visit
  const from = Math.min(Math.max(0, Math.trunc(Number(query.get('from'))) || 0), TOTAL - SIZE)
  const content = html`
    <h1 tabindex="-1">${t.notes}</h1>
    <p class="lead">${t.notesIntro}</p>
    <ol class="notes">${notes(visit, from)}</ol>
  `
  return { title: t.notes, description: t.notesIntro, content }
}

/** Some notes, and behind them what asks for more when it is about to be seen; the last ones end. */
export function notes(visit: Place, from: number): Block {
  const { t } = visit
  const next = from + SIZE
  const sentinel = html`
    <li
      id="more" data-liveview-intersect-appear="starter.more"
      data-liveview-intersect-threshold="300" data-data-from=${next}
    >${link(visit, 'notes', t.more, { query: { from: String(next) } })}</li>
  `
  const numbers = Array.from({ length: SIZE }, (_, i) => from + i)
  return html`
    ${each(numbers, String, (n) => note(t.did.split('|'), n))}
    ${next < TOTAL ? sentinel : html`<li class="end">${t.end}</li>`}
  `
}

function note(did: string[], n: number): Block {
  const at = new Date(Date.UTC(2026, 0, 10) - n * 47 * 60_000).toISOString()
  const { name } = seeds[(n * 7) % seeds.length]!
  return html`
    <li>
      <time datetime=${at}>${at.slice(5, 16).replace('T', ' ')}</time>
      <b>${name}</b> ${did[(n * 5 + (n >> 3)) % did.length]}
    </li>
  `
}
