/** Source files as highlighted HTML; the colours are gallery.css' business. */
import { readFileSync } from 'node:fs'
import hljs from 'highlight.js/lib/core'
import typescript from 'highlight.js/lib/languages/typescript'
import xml from 'highlight.js/lib/languages/xml'
import { html, raw } from 'overwire'
import type { Block } from 'overwire'

export interface Source {
  /** Its path below the examples, such as `todos/database.ts`. */
  file: string
  lines: number
  highlighted: string
}

hljs.registerLanguage('typescript', typescript)
// The insides of html`…` are coloured as HTML.
hljs.registerLanguage('xml', xml)

export function readSource(file: string): Source {
  const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8').trimEnd()
  const { value } = hljs.highlight(text, { language: 'typescript' })
  return { file, lines: text.split('\n').length, highlighted: value }
}

/** A panel that scrolls, also with the keyboard. */
export function sourcePanel({ file, lines, highlighted }: Source): Block {
  return html`
    <figure class="source">
      <figcaption><span>${file}</span><span>${lines} lines</span></figcaption>
      <pre
        tabindex="0" role="region" aria-label=${`Source of ${file}`}
      ><code>${raw(highlighted)}</code></pre>
    </figure>
  `
}
