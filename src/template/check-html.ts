/**
 * The development check: would a browser build from this template what its author wrote? A real HTML
 * parser (parse5) builds the tree; any element it adds, moves, closes or drops is an error. Loaded in
 * development only.
 */
import { html as spec, parse, parseFragment } from 'parse5'
import type { DefaultTreeAdapterTypes as Tree, ParserOptions, DefaultTreeAdapterMap } from 'parse5'

interface Problem {
  problem: string
  fix: string
  offset: number
}

/** Compares the tags as written with the tree; undefined when they agree. */
export function checkHtml(html: string, svg: boolean): Problem | undefined {
  const options: ParserOptions<DefaultTreeAdapterMap> = { sourceCodeLocationInfo: true }
  const text = svg ? `<svg>${html}</svg>` : html
  const isDocument = /^\s*<(!doctype|html)/i.test(html)
  const root = isDocument ? parse(text, options) : parseFragment(text, options)
  const shift = svg ? 5 : 0
  const elements = collect(root)
  const found =
    misplacedElement(elements) ??
    addedElement(elements, isDocument) ??
    droppedElement(text, elements, isDocument)
  return found && { ...found, offset: Math.max(0, found.offset - shift) }
}

interface Placed {
  element: Tree.Element
  parent: Tree.ParentNode
}

function collect(root: Tree.ParentNode): Placed[] {
  const found: Placed[] = []
  const visit = (parent: Tree.ParentNode): void => {
    for (const node of parent.childNodes) {
      if (!('tagName' in node)) continue
      found.push({ element: node, parent })
      visit('content' in node ? node.content : node)
    }
  }
  visit(root)
  return found
}

/** An element the author did not write, such as the tbody of a table. */
function addedElement(elements: Placed[], isDocument: boolean): Problem | undefined {
  for (const { element } of elements) {
    if (element.sourceCodeLocation?.startTag !== undefined || isVoid(element)) continue
    if (element.sourceCodeLocation && element.sourceCodeLocation.startOffset >= 0) continue
    const { tagName } = element
    if (isDocument && ['html', 'head', 'body'].includes(tagName)) continue
    const child = element.childNodes.find((node) => node.sourceCodeLocation)
    return {
      problem: `it adds an implied <${tagName}>.`,
      fix: `Write <${tagName}>…</${tagName}> yourself.`,
      offset: child?.sourceCodeLocation?.startOffset ?? 0,
    }
  }
  return undefined
}

/** An element that ends where its author did not end it, or stands outside of where it was written. */
function misplacedElement(elements: Placed[]): Problem | undefined {
  for (const placed of elements) {
    const { tagName, sourceCodeLocation: place } = placed.element
    const outer = elements.find((other) => stoodIn(placed.element, other.element))
    if (!place || !outer || isInside(placed, outer.element, elements)) continue
    return {
      problem: `it moves <${tagName}> out of <${outer.element.tagName}>.`,
      fix: `Put <${tagName}> where HTML allows it.`,
      offset: place.startOffset,
    }
  }
  for (const { element } of elements) {
    const place = element.sourceCodeLocation
    if (!place?.startTag || place.endTag || isVoid(element)) continue
    if (element.namespaceURI !== spec.NS.HTML) continue
    const { tagName } = element
    return {
      problem: `it closes <${tagName}> before its closing tag, because of what stands in it.`,
      fix: closingFix(tagName),
      offset: place.startOffset,
    }
  }
  return undefined
}

/** True when one element is written between the tags of the other. */
function stoodIn(inner: Tree.Element, outer: Tree.Element): boolean {
  const [a, b] = [inner.sourceCodeLocation, outer.sourceCodeLocation]
  if (!a?.startTag || !b?.startTag || !b.endTag) return false
  return a.startOffset >= b.startTag.endOffset && a.startOffset < b.endTag.startOffset
}

function isInside(placed: Placed, outer: Tree.Element, elements: Placed[]): boolean {
  for (let at: Placed | undefined = placed; at;) {
    const { parent }: Placed = at
    if (parent === outer || ('content' in outer && parent === outer.content)) return true
    at = elements.find(
      ({ element }) => element === parent || ('content' in element && element.content === parent),
    )
  }
  return false
}

function closingFix(tagName: string): string {
  if (tagName === 'p') return 'A <p> holds text and inline elements only: use <div>.'
  if (tagName === 'table') return 'Inside a <table> stand <thead>, <tbody>, <tfoot> and <tr> only.'
  return `Don't put that element inside <${tagName}>.`
}

/** A tag the parser ignores: a form in a form, a <tr> outside of a table. */
function droppedElement(
  text: string,
  elements: Placed[],
  isDocument: boolean,
): Problem | undefined {
  const starts = new Set(
    elements.map(({ element }) => element.sourceCodeLocation?.startOffset ?? -1),
  )
  for (const tag of openTags(text)) {
    if (starts.has(tag.offset)) continue
    if (isDocument && ['html', 'head', 'body'].includes(tag.name)) continue
    const nested = tag.name === 'form' || tag.name === 'a' || tag.name === 'button'
    const fix = nested
      ? `A <${tag.name}> can't stand inside another: close the outer one first.`
      : `Put <${tag.name}> where HTML allows it.`
    return { problem: `it ignores the tag <${tag.name}>.`, fix, offset: tag.offset }
  }
  return undefined
}

/** Opening tags as written, outside of comments and raw text. */
function openTags(text: string): { name: string; offset: number }[] {
  const tags: { name: string; offset: number }[] = []
  const pattern =
    /<!--[\s\S]*?-->|<(script|style|textarea|title|noscript|iframe)\b(?:"[^"]*"|'[^']*'|[^>"'])*>[\s\S]*?<\/\1\s*>|<([a-z][^\s/>]*)(?:"[^"]*"|'[^']*'|[^>"'])*>/gi
  for (const match of text.matchAll(pattern)) {
    const name = match[1] ?? match[2]
    if (name !== undefined) tags.push({ name: name.toLowerCase(), offset: match.index })
  }
  return tags
}

const voids = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
)

function isVoid(element: Tree.Element): boolean {
  return voids.has(element.tagName)
}
