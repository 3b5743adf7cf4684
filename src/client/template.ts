/**
 * A template as the browser keeps it: nodes to clone for new blocks, the way from a clone's root to its
 * slots, and the shape by which a served copy is recognised. Built once per template.
 */
import { anchored } from './anchors.ts'
import { parsingContext, parse } from './trusted.ts'
import { doc, firstChild, nextSibling, parentNode, unshadowed } from './unshadowed.ts'

/** Kinds of {@link Kid}: numbers, for the size of the script. */
export const KID = { ELEMENT: 0, TEXT: 1, SLOT: 2 } as const

/** What stands in an element, or at the top of a template. */
export type Kid =
  | { kind: typeof KID.ELEMENT; shape: Shape }
  | { kind: typeof KID.TEXT; text: string }
  | { kind: typeof KID.SLOT; slot: number }

export interface Shape {
  tag: string
  /** Slots that are attributes of this element. */
  slots: number[]
  /** The element in the template, with its static attributes. */
  model: Element
  kids: Kid[]
  /** True when it or something in it has a slot. */
  dynamic: boolean
  /** Its content belongs to the browser (live-ignore). */
  ignored: boolean
}

/** A step from node to node of a clone; null: the node is taken. */
type Step = ((node: Node) => Node | null) | null

export interface Template {
  hash: string
  /** Its wire form. */
  html: string
  /** What it was built for: see contextOf in trusted.ts. */
  context: string | undefined
  /** The same for other contexts, as they are needed. */
  others: Record<string, Template>
  marks: string[]
  kids: Kid[]
  single: boolean
  /** Cloned for each new block. */
  source: Node
  steps: Step[]
}

/** Builds a template from its wire form; docs/protocol.md describes the marks in `html`. */
export function buildTemplate(
  hash: string,
  html: string,
  marks: string[],
  context: string | undefined,
): Template {
  let content: Node = parse(html, context)
  // Clones of nodes in the page's own document need not be adopted at insertion; but a custom element
  // may run its code at once there, so templates with one stay in the inert document.
  if (!/<[a-z]+-/.test(html)) content = doc.adoptNode(content)
  const kids = new Reader().kids(content, false)
  const single = content.childNodes.length === 1 && content.firstChild instanceof Element
  const source = single ? content.firstChild! : anchored(content)
  const steps: Step[] = []
  if (single) walk(source, kids[0]!, steps)
  else walkKids(source, kids, 1, steps)
  return { hash, html, context, others: {}, marks, kids, single, source, steps }
}

/** The template for a place: SVG and MathML have elements of their own. */
export function templateFor(template: Template, place: Node): Template {
  const context = parsingContext(place as Element)
  if (!context || context === template.context) return template
  return (template.others[String(context)] ??= buildTemplate(
    template.hash,
    template.html,
    template.marks,
    context,
  ))
}

/** Turns marks into shapes and makes room for text where a child slot is. */
class Reader {
  #slot = 0

  kids(parent: Node, inElement: boolean): Kid[] {
    const plain = unshadowed(parent)
    const nodes = [...plain.childNodes]
    return nodes.map((node): Kid => {
      if (node.nodeType === 3) return { kind: KID.TEXT, text: (node as Text).data }
      if (node instanceof Element) return { kind: KID.ELEMENT, shape: this.#shape(node) }
      const text = new Text()
      if (inElement && nodes.length === 1) plain.replaceChild(text, node)
      else plain.insertBefore(text, node.nextSibling)
      return { kind: KID.SLOT, slot: this.#slot++ }
    })
  }

  #shape(element: Element): Shape {
    const plain = unshadowed(element)
    const count = Number(plain.getAttribute('$'))
    plain.removeAttribute('$')
    const slots = Array.from({ length: count }, () => this.#slot++)
    const kids = this.kids(element, true)
    const dynamic = count > 0 || kids.some((kid) => kid.kind === KID.SLOT || isDynamic(kid))
    const ignored = plain.hasAttribute('live-ignore')
    return { tag: plain.localName, slots, model: element, kids, dynamic, ignored }
  }
}

function isDynamic(kid: Kid): boolean {
  return kid.kind === KID.ELEMENT && kid.shape.dynamic
}

function walk(node: Node, kid: Kid, steps: Step[]): void {
  if (kid.kind === KID.SLOT) steps.push(null)
  if (kid.kind !== KID.ELEMENT) return
  for (const _ of kid.shape.slots) steps.push(null)
  walkKids(node, kid.shape.kids, 0, steps)
}

/** Steps through the children that matter; `skip` nodes stand before the first (an anchor). */
function walkKids(parent: Node, kids: Kid[], skip: number, steps: Step[]): void {
  const last = kids.findLastIndex((kid) => kid.kind === KID.SLOT || isDynamic(kid))
  if (last < 0) return
  steps.push(firstChild)
  for (let i = 0; i < skip; i++) steps.push(nextSibling)
  let node: Node = unshadowed(parent).childNodes[skip]!
  const move = (): void => {
    node = nextSibling(node)!
    steps.push(nextSibling)
  }
  for (let i = 0; i <= last; i++) {
    const kid = kids[i]!
    // Beside other nodes, a slot's mark stays before its text.
    if (kid.kind === KID.SLOT && node.nodeType === 8) move()
    walk(node, kid, steps)
    if (i < last) move()
  }
  steps.push(parentNode)
}

/** A new copy, and for each slot the element or the empty text node where it is. */
export function cloneTemplate(template: Template): { root: Node; found: Node[] } {
  const root = unshadowed(template.source).cloneNode(true)
  const found: Node[] = []
  let node: Node = root
  for (const step of template.steps) {
    if (step) node = step(node)!
    else found.push(node)
  }
  return { root, found }
}
