/** Metadata of a page: what stands in the head for search engines and previews. */
import { each } from '../../template/each.ts'
import { html } from '../../template/html.ts'
import type { Block } from '../../template/html.ts'

/** Metadata of a page by name: `{ description: '…', 'og:title': '…' }`. */
export type PageMeta = Readonly<Record<string, string>>

/** Names that HTML writes as `property`: those of Open Graph and of cards that follow it. */
const isProperty = (name: string): boolean => /^(og|twitter|fb|article|book|profile):/.test(name)

/** The tags of the first page. */
export function metaTags(meta: PageMeta | undefined): Block {
  return html`${each(
    Object.entries(meta ?? {}),
    ([name]) => name,
    ([name, content]) =>
      isProperty(name)
        ? html`<meta property=${name} content=${content}>`
        : html`<meta name=${name} content=${content}>`,
  )}`
}

/** What the browser must change: `[attribute, name, content or null]` for each. */
export function changedMeta(
  before: PageMeta | null | undefined,
  after: PageMeta | null | undefined,
): [string, string, string | null][] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  // Types are promises of the app's: other values than texts are printed, as on the first page.
  const contentOf = (name: string): string | null => textOf(after?.[name])
  return [...names]
    .filter((name) => textOf(before?.[name]) !== contentOf(name))
    .map((name) => [isProperty(name) ? 'property' : 'name', name, contentOf(name)])
}

function textOf(value: unknown): string | null {
  return value === undefined || value === null ? null : String(value)
}
