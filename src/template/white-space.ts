/** White space that a template has for its author's eyes. Used by compile.ts. */
import type { Node } from './parse.ts'

/** Elements in which white space between children means nothing, so it is left out. */
const tight = new Set(
  'table thead tbody tfoot tr colgroup select optgroup datalist html head'.split(' '),
)

/**
 * Drops white space with a line break at the start and end of an element and of the template, and
 * shortens it between tags; it is there for the author's indentation.
 * @param options `pre`: leave it all.
 */
export function tidy(nodes: Node[], parent: string | null, { pre }: { pre: boolean }): Node[] {
  if (pre) return joinTexts([...nodes])
  const kept: Node[] = []
  const drop = parent !== null && tight.has(parent)
  nodes.forEach((node, i) => {
    if (node.type !== 'text') return void kept.push(node)
    let { text } = node
    if (i === 0) text = text.replace(/^\s*\n\s*/, '')
    if (i === nodes.length - 1) text = text.replace(/\s*\n\s*$/, '')
    if (/^\s*$/.test(text) && text.includes('\n')) text = '\n'
    if (/^\s*$/.test(text) && drop) return
    if (text !== '') kept.push({ type: 'text', text })
  })
  return joinTexts(kept)
}

/** A comment between two texts leaves them side by side; browsers build one node. */
function joinTexts(nodes: Node[]): Node[] {
  for (let i = nodes.length - 1; i > 0; i--) {
    const [before, after] = [nodes[i - 1]!, nodes[i]!]
    if (before.type !== 'text' || after.type !== 'text') continue
    nodes.splice(i - 1, 2, { type: 'text', text: before.text + after.text })
  }
  return nodes
}
