/**
 * What HTML can say of a `.property` slot, so that a first page has it before any script runs. All else
 * is printed as `data-props-…` and set by the browser's side: see features/properties.ts.
 */

/** Properties whose attribute has another name than theirs in small letters. */
const renamed: Record<string, string> = {
  acceptCharset: 'accept-charset',
  className: 'class',
  defaultChecked: 'checked',
  defaultMuted: 'muted',
  defaultSelected: 'selected',
  defaultValue: 'value',
  htmlFor: 'for',
  httpEquiv: 'http-equiv',
}

/** Properties that every element has. */
const general = new Set(
  'accessKey className dir hidden id inert lang slot tabIndex title'.split(' '),
)

/** Properties of elements of HTML that an attribute of the same meaning sets. */
const reflected = new Set(
  (
    'accept acceptCharset action allow allowFullscreen alt async autocomplete autofocus autoplay checked ' +
    'cite colSpan cols controls coords crossOrigin dateTime default defaultChecked defaultMuted ' +
    'defaultSelected defaultValue defer disabled download encType enctype formAction formEnctype ' +
    'formMethod formNoValidate formTarget headers height high href hreflang htmlFor httpEquiv inputMode ' +
    'integrity isMap kind label loading loop low max maxLength media method min minLength multiple muted ' +
    'name noModule noValidate open optimum pattern ping placeholder playsInline poster preload readOnly ' +
    'referrerPolicy rel required reversed role rowSpan rows scope selected shape size sizes span src ' +
    'srclang srcset start step target type useMap value width wrap'
  ).split(' '),
)

/** The attribute that says what a property says; undefined when HTML has none. */
export function attributeOf(element: string, property: string): string | undefined {
  if (/^aria[A-Z]/.test(property)) return `aria-${property.slice(4).toLowerCase()}`
  const isKnown = general.has(property) || (!element.includes('-') && reflected.has(property))
  return isKnown ? (renamed[property] ?? property.toLowerCase()) : undefined
}

/** How a property slot is printed: as an attribute, or for the browser's side to set. */
export function printedAs(
  element: string,
  property: string,
  slot: number,
): { name: string; later: boolean } {
  const name = attributeOf(element, property)
  return { name: name ?? `data-props-${slot}`, later: name === undefined }
}
