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
export function checkHtml(
  html: string,
  { svg = false }: { svg?: boolean } = {},
): Problem | undefined {
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

/**
 * Compares HTML that comes into a page as it is with what a browser makes of it. A tag too many closes
 * elements of the page around it, one too few takes in what follows.
 * @param options `isolated`: it is parsed by itself, so that elements left open end with it.
 */
export function checkFragment(
  html: string,
  { isolated = false }: { isolated?: boolean } = {},
): Problem | undefined {
  if (/^\s*<(!doctype|html)/i.test(html)) return undefined
  const problem = unbalanced(html, '', isolated)
  // Inside of an <svg> or a <math> other elements may close themselves.
  const others = problem ? ['svg', 'math'].map((name) => unbalanced(html, name, isolated)) : []
  return others.includes(undefined) ? undefined : problem
}

function unbalanced(html: string, context: string, isolated: boolean): Problem | undefined {
  const head = context && `<${context}>`
  const text = context ? `${head}${html}</${context}>` : html
  const end = head.length + html.length
  let cut: Problem | undefined
  const elements = collect(
    parseFragment(text, {
      sourceCodeLocationInfo: true,
      onParseError: ({ code, startOffset }) => {
        if (!/^eof-in-(comment|tag|cdata)/.test(code)) return
        const what = code.startsWith('eof-in-tag') ? 'a tag' : 'a comment'
        cut = { problem: `it ends in ${what}.`, fix: 'Write all of it.', offset: startOffset }
      },
    }),
  ).map(({ element }) => element)
  return cut ?? strayEnd(text, elements) ?? (isolated ? undefined : leftOpen(text, elements, end))
}

/** A closing tag of nothing that is open. */
function strayEnd(text: string, elements: Tree.Element[]): Problem | undefined {
  const ends = new Set<number>()
  for (const { sourceCodeLocation: place } of elements) {
    if (place?.startTag && place.endTag) ends.add(place.endTag.startOffset)
  }
  const stray = tagsOf(text, 'closing').find(
    ({ name, offset }) => !ends.has(offset) && name !== 'br',
  )
  return (
    stray && {
      problem: `it has </${stray.name}> too many.`,
      fix: `Write <${stray.name}> before it, or leave it out.`,
      offset: stray.offset,
    }
  )
}

/** An element that is still open where the HTML ends. */
function leftOpen(text: string, elements: Tree.Element[], end: number): Problem | undefined {
  for (const element of elements) {
    const place = element.sourceCodeLocation
    if (!place?.startTag || place.endTag || isVoid(element)) continue
    // Of raw text that goes on to the end, parse5 says that it ends at 0.
    if (place.endOffset !== end && place.endOffset >= place.startTag.endOffset) continue
    const isSelfClosed = text.slice(place.startTag.startOffset, end).endsWith('/>')
    if (isSelfClosed && element.namespaceURI !== spec.NS.HTML) continue
    const { tagName } = element
    return {
      problem: `it does not close <${tagName}>.`,
      fix: `Write </${tagName}> at its end.`,
      offset: place.startOffset,
    }
  }
  return undefined
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
  for (const tag of tagsOf(text, 'opening')) {
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

/** Tags as written, outside of comments and raw text. */
function tagsOf(text: string, kind: 'opening' | 'closing'): { name: string; offset: number }[] {
  const tags: { name: string; offset: number }[] = []
  const pattern =
    /<!--[\s\S]*?-->|<(script|style|textarea|title|noscript|iframe)\b(?:"[^"]*"|'[^']*'|[^>"'])*>[\s\S]*?<\/\1\s*>|<(\/?)([a-z][^\s/>]*)(?:"[^"]*"|'[^']*'|[^>"'])*>/gi
  for (const match of text.matchAll(pattern)) {
    const name = match[1] ?? match[3]
    const isClosing = match[2] === '/'
    if (name === undefined || isClosing !== (kind === 'closing')) continue
    tags.push({ name: name.toLowerCase(), offset: match.index })
  }
  return tags
}

const voids = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
)

function isVoid(element: Tree.Element): boolean {
  return voids.has(element.tagName)
}
