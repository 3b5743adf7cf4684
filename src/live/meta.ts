/** Metadata of a page: what stands in the head for search engines and previews. */
import { each } from '../template/each.ts'
import { html } from '../template/html.ts'
import type { Block } from '../template/html.ts'

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
  before: PageMeta = {},
  after: PageMeta = {},
): [string, string, string | null][] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names]
    .filter((name) => before[name] !== after[name])
    .map((name) => [isProperty(name) ? 'property' : 'name', name, after[name] ?? null])
}
