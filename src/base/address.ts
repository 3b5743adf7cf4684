/**
 * The check of addresses: which attributes and properties hold one, which hold code, and which addresses
 * may stand in them. Templates, template files, handlers, signals and commands all ask here.
 */

/**
 * Attributes whose value a browser follows or loads. `to`, `from`, `by` and `values` are those with
 * which an SVG animation sets another attribute.
 */
const addressAttributes = new Set(
  (
    'href src action formaction xlink:href data poster cite ping background manifest srcset imagesrcset ' +
    'longdesc lowsrc dynsrc codebase classid archive usemap icon profile attributionsrc ' +
    'to from by values'
  ).split(' '),
)

/** Attributes and properties whose value the browser takes for code or for markup. */
const code = /^(on|srcdoc$|(inner|outer)html$)/i

/** What stands in an attribute instead of an address that would run code. */
export const BLOCKED_ADDRESS = 'about:invalid#blocked'

// Browsers drop these characters around an address or inside of its scheme.
// oxlint-disable-next-line no-control-regex
const ignored = /[\u0000-\u0020\u007f-\u00a0\u2028\u2029\ufeff]+/g
// A list of addresses, as in srcset or values, may have the scheme behind each of its separators.
const running = /(^|[;,])(javascript|vbscript|data|view-source|filesystem):/gi
// No SVG: it may have scripts.
const picture = /^data:image\/(png|gif|jpe?g|webp|avif|bmp|x-icon)[;,]/i

/** True for attributes and properties that hold an address, in any case of letters. */
export function isAddressAttribute(name: string): boolean {
  return addressAttributes.has(name.toLowerCase())
}

/** True for attributes and properties that are code or markup, such as `onclick` and `srcdoc`. */
export function isCodeAttribute(name: string): boolean {
  return code.test(name)
}

/** True for elements whose content is code, in HTML and in SVG: no value may come into them. */
export function isCodeElement(tag: string): boolean {
  return /^(script|style)$/i.test(tag)
}

/**
 * Which attribute no value may set although it is no code: it says what others mean. `animation`: which
 * attribute an SVG animation sets; `base`: where all addresses of the page lead; `header`: a header of the
 * answer, such as a refresh.
 * @param options `isHeader`: the element has `http-equiv`.
 */
export function fixedAttribute(
  tag: string,
  name: string,
  { isHeader }: { isHeader: boolean },
): 'animation' | 'base' | 'header' | undefined {
  const [element, small] = [tag.toLowerCase(), name.toLowerCase()]
  if (small === 'attributename') return 'animation'
  if (element === 'base' && small === 'href') return 'base'
  if (element !== 'meta') return undefined
  const isPart = /^http-?equiv$/.test(small) || (isHeader && small === 'content')
  return isPart ? 'header' : undefined
}

/** True for what a script or a style sheet consists of: its `text`, under each of its names. */
export function isCodeText(tag: string, name: string): boolean {
  return isCodeElement(tag) && /^(text|textcontent|innertext)$/i.test(name)
}

/**
 * Returns the address, or {@link BLOCKED_ADDRESS} when it could run code. Reads it as browsers do:
 * without control characters and white space. Of `data:` only plain pictures pass.
 */
export function safeAddress(address: string): string {
  if (!address.includes(':')) return address
  const bare = address.replace(ignored, '')
  for (const match of bare.matchAll(running)) {
    if (!picture.test(bare.slice(match.index + match[1]!.length))) return BLOCKED_ADDRESS
  }
  return address
}

/** The value with which an attribute may be set; undefined for an attribute that is code. */
export function safeAttribute(name: string, value: string): string | undefined {
  if (isCodeAttribute(name)) return undefined
  return isAddressAttribute(name) ? safeAddress(value) : value
}
