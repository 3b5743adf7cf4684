import { LiveView, each, event, html } from 'overwire'
import type { LiveRequest, Params } from 'overwire'
import { z } from 'zod'
import { findProducts, sorts } from './database.ts'
import type { Product, Wanted } from './database.ts'
import { inEuro } from './money.ts'
import { categories } from './stock.ts'

const SIZE = 8

/** Anybody can write an address, so what it can not mean becomes a default. */
const address = z.object({
  q: z.string().trim().max(60).catch(''),
  category: z.enum(categories).catch(''),
  sort: z.enum(sorts).catch('name'),
  page: z.coerce.number().int().min(1).catch(1),
})
const defaults: Wanted = { q: '', category: '', sort: 'name', page: 1 }

export class Products extends LiveView {
  wanted = defaults
  /** What the field holds; after a step back the address says something else, and is right. */
  typed = ''
  rows: Product[] = []
  total = 0
  pages = 1

  /** All that the list shows comes from the address: a reload, a bookmark and back agree. */
  async handleParams(query: Params) {
    const wanted = address.parse(query)
    const { page, ...found } = await findProducts(wanted, SIZE)
    Object.assign(this, found, { wanted: { ...wanted, page } })
    const what = [wanted.q && `“${wanted.q}”`, wanted.category || 'Products']
    const where = page > 1 ? `, page ${page}` : ''
    this.pageTitle = `${what.filter(Boolean).join(' in ')}${where} · Overwire examples`
  }

  @event(z.object({ value: z.string().max(60) }))
  search({ value }: { value: string }) {
    this.typed = value.trim()
    // Letters are no steps to go back to.
    this.livePatch(this.href({ q: value }), { replace: true })
  }

  /** Enter in the field; without a script the form itself loads its address. */
  @event(z.object({ q: z.string().max(60) }))
  find({ q }: { q: string }) {
    this.search({ value: q })
  }

  /** The address with some changes; whatever is changed begins at page 1. */
  href(changes: Partial<Wanted>) {
    const wanted = { ...this.wanted, page: 1, ...changes }
    const names = Object.keys(defaults) as (keyof Wanted)[]
    const told = names.filter((name) => wanted[name] !== defaults[name])
    const query = new URLSearchParams(told.map((name) => [name, String(wanted[name])]))
    return `?${query}`
  }

  render() {
    const { wanted, rows, total, pages } = this
    const choice = (name: 'category' | 'sort') => (value: string) =>
      html`
      <a
        href=${this.href({ [name]: value })} live-patch
        aria-current=${wanted[name] === value ? 'true' : null}
      >${value || 'all'}</a>
    `
    return html`
      <form class="shop-search" role="search" action=${this.request.href('/products')} @submit=${this.find}>
        <label for="q">Search the shop</label>
        <input
          id="q" name="q" type="search" autocomplete="off" ?live-force=${wanted.q !== this.typed}
          value=${wanted.q} @input=${this.search} live-debounce="120"
        />
      </form>
      <div class="choices" role="group" aria-label="Category">
        ${each(['', ...categories], String, choice('category'))}
      </div>
      <div class="choices" role="group" aria-label="Sort by">${each(sorts, String, choice('sort'))}</div>
      <p class="hint" role="status">${total} ${total === 1 ? 'product' : 'products'}</p>
      <ul class="shelf" aria-label="Products">${each(rows, 'id', (one) => row(one, this.request))}</ul>
      ${total === 0 && html`<p class="empty">Nothing here is called “${wanted.q}”.</p>`}
      ${pages > 1 && this.pager()}
    `
  }

  pager() {
    const { pages } = this
    const { page } = this.wanted
    const to = (page: number) => (page < 1 || page > pages ? null : this.href({ page }))
    // The first, the last, and those around the current one.
    const numbers = Array.from({ length: pages }, (_, i) => i + 1)
    const near = numbers.filter((n) => n === 1 || n === pages || Math.abs(n - page) < 2)
    const afterGap = new Set(near.filter((n, i) => i > 0 && n - near[i - 1]! > 1))
    const number = (n: number) => html`
      ${afterGap.has(n) && html`<span aria-hidden="true">…</span>`}
      <a
        href=${to(n)} live-patch aria-label=${`Page ${n}`}
        aria-current=${n === page ? 'page' : null}
      >${n}</a>
    `
    return html`
      <nav class="pager" aria-label="Pages">
        <a href=${to(page - 1)} live-patch rel="prev" aria-label="Previous page">←</a>
        ${each(near, String, number)}
        <a href=${to(page + 1)} live-patch rel="next" aria-label="Next page">→</a>
      </nav>
    `
  }
}

function row({ id, name, category, price }: Product, request: LiveRequest) {
  return html`
    <li>
      <a href=${request.href(`/products/${id}`)} live-navigate>${name}</a>
      <span>${category}</span>
      <b>${inEuro(price)}</b>
    </li>
  `
}
