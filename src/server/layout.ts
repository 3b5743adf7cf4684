/**
 * The HTML around a page. A layout is written with html`…` too; it is printed once and never patched.
 */
import type { LiveRequest } from '../live/page/request.ts'
import { Block, html } from '../template/html.ts'
import type { Raw } from '../template/raw.ts'
import { templateOf } from '../template/template.ts'

/** What a layout puts together. */
export interface LayoutParts {
  /** The view's `pageTitle`, or the route's, or "". */
  title: string
  /** The view's `pageMeta` as tags; goes into the head. */
  meta: Block
  /** The live page itself; goes into the body. */
  content: Raw
  /** The client's script tag; goes into the head or the end of the body. */
  script: Raw
  /** For the layout's own inline scripts, where createApp({ headers }) is a function; else "". */
  nonce: string
  request: LiveRequest
}

/** A function from the parts to a whole document. */
export type Layout = (parts: LayoutParts) => Block

/** A bare document. */
export const defaultLayout: Layout = ({ title, meta, content, script, request }) => html`
  <!doctype html>
  <html lang=${request.lang}>
    <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>${title}</title>
      ${meta}
      ${script}
    </head>
    <body>
      ${content}
    </body>
  </html>
`

/** DOM events and attributes of a layout that the client prepares for: `click`, `hook`. */
export function usedAround(document: Block): string[] {
  const inner = document.values.filter((value) => value instanceof Block)
  return [...templateOf(document).events, ...inner.flatMap(usedAround)]
}
