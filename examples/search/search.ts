import { LiveView, call, each, event, html } from 'overwire'
import { z } from 'zod'
import { characterCount, findCharacters } from './database.ts'
import type { Character } from './database.ts'

const LIMIT = 8
const ideas = ['arrow right', 'greek omega', 'star', 'currency', 'chess queen', '☂']
const byCode = ({ code }: Character) => code
const byPlace = (_: unknown, place: number) => place
const inEnglish = (count: number) => count.toLocaleString('en')
const COUNT = `${inEnglish(characterCount)} characters of Unicode`

export class Search extends LiveView {
  query = ''
  hits: Character[] = []
  total = 0
  milliseconds = 0
  active = 0
  picked: Character | null = null
  /** True while the field is to show the server's word although its user is in it. */
  cleared = false

  @event(z.object({ value: z.string().max(100) }))
  async search({ value }: { value: string }) {
    const started = performance.now()
    const query = value.trim()
    const found = query ? await findCharacters(query, LIMIT) : { hits: [], total: 0 }
    const milliseconds = performance.now() - started
    Object.assign(this, found, { query: value, active: 0, cleared: false, milliseconds })
  }

  @event(z.object({ key: z.string() }))
  press({ key }: { key: string }) {
    const { length } = this.hits
    if (key === 'Escape') Object.assign(this, { query: '', cleared: true, hits: [], picked: null })
    else if (key === 'Enter') this.picked = this.hits[this.active] ?? this.picked
    else if (length > 0)
      this.active = (this.active + (key === 'ArrowUp' ? -1 : 1) + length) % length
  }

  @event(z.object({ code: z.number() }))
  pick({ code }: { code: number }) {
    this.active = this.hits.findIndex((hit) => hit.code === code)
    this.picked = this.hits[this.active] ?? this.picked
  }

  render() {
    const { query, hits, picked } = this
    const active = hits[this.active]
    const isEmpty = query.trim() === ''
    const idea = (value: string) => html`
      <button class="chip" @click=${call(this.search, { value })}>${value}</button>
    `
    return html`
      <div
        class="search" role="search"
        @keydown=${this.press} live-key="ArrowDown ArrowUp Enter Escape" live-prevent="keydown"
      >
        <label for="query">Find a character by its name, or paste it</label>
        <input
          id="query" type="search" role="combobox" autocomplete="off"
          ?live-force=${this.cleared} value=${query} @input=${this.search} live-debounce="120"
          aria-controls="hits" aria-expanded=${hits.length > 0}
          aria-activedescendant=${active && `hit-${active.code}`}
        />
        <p class="search-status" role="status">${isEmpty ? COUNT : this.status()}</p>
        <ul id="hits" role="listbox" aria-label="Characters">
          ${each(hits, byCode, (hit) => this.hit(hit, hit === active))}
        </ul>
      </div>
      ${isEmpty && html`<p class="ideas">Try ${each(ideas, String, idea)}</p>`}
      ${!isEmpty && hits.length === 0 && html`<p class="empty">No name has “${query}” in it.</p>`}
      ${picked && this.details(picked)}
      <p class="hint">
        <kbd>↑</kbd> <kbd>↓</kbd> move, <kbd>Enter</kbd> picks, <kbd>Esc</kbd> clears.
      </p>
    `
  }

  status() {
    return `${inEnglish(this.total)} of ${COUNT} in ${this.milliseconds.toFixed(1)} ms`
  }

  hit({ code, name }: Character, isActive: boolean) {
    const pick = call(this.pick, { code })
    return html`
      <li role="option" id=${`hit-${code}`} aria-selected=${isActive} @click=${pick}>
        <span class="glyph" aria-hidden="true">${String.fromCodePoint(code)}</span>
        <span class="name">${this.marked(name)}</span>
        <code>U+${hex(code)}</code>
      </li>
    `
  }

  /** A name in pieces: every second one is what was searched for. */
  marked(name: string) {
    const words = this.query.toLowerCase().trim().split(/\s+/)
    const pattern = words.map((word) => word.replace(/[^a-z\d\s]/g, '\\$&')).join('|')
    const pieces = name.split(new RegExp(`(${pattern})`))
    return each(pieces, byPlace, (text, i) =>
      i % 2 ? html`<mark>${text}</mark>` : html`<span>${text}</span>`,
    )
  }

  details({ code, name, block }: Character) {
    return html`
      <section class="picked" aria-label="Picked character" aria-live="polite">
        <p class="glyph">${String.fromCodePoint(code)}</p>
        <p>${name}, from ${block}</p>
        <p><code>U+${hex(code)}</code> <code>&amp;#x${hex(code)};</code></p>
      </section>
    `
  }
}

function hex(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, '0')
}
