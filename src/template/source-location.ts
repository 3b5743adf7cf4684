/**
 * Where a template stands in the author's source, for error sentences:
 *
 *     html`…` in counter.ts:12, line 3:
 *       <table>
 *     >   <tr><td>${…}</td></tr>
 *       </table>
 */

/** Stands for a slot in a template's joined source. A template may not contain it. */
export const SLOT = '\0'

/** A template file: where in it the statics begin, as far as that is known. */
export interface FilePlace {
  /** `page.liquid`, or `the template of Profile`. */
  file: string
  line: number
}

/** Where statics were written: " in counter.ts:12", "" when that is not known, or a template file. */
export type Site = string | FilePlace

/** A value, as the author of the template writes it. */
const slotText = (site: Site): string => (typeof site === 'string' ? '${…}' : '{{ … }}')

/** Describes the place at `offset` of a template's joined source. */
export function describePlace(source: string, offset: number, site: Site): string {
  const lines = source.split('\n')
  const at = source.slice(0, offset).split('\n').length - 1
  const from = Math.max(0, at - 1)
  const shown = (line: string): string => line.replaceAll(SLOT, slotText(site)).slice(0, 120)
  const excerpt = lines
    .slice(from, at + 2)
    .map((line, i) => `  ${from + i === at ? '>' : ' '} ${shown(line)}`)
  const where =
    typeof site === 'string'
      ? `in html\`…\`${site}, line ${at + 1}:`
      : `in ${site.file}, near line ${site.line + at}:`
  return [where, ...excerpt].join('\n  ')
}

/** A sentence about literals in the words of the template's own language. */
export function inWordsOf(site: Site, sentence: string): string {
  if (typeof site === 'string') return sentence
  return sentence
    .replace(/@([\w-]+)=\$\{(?:this\.method|…)\}/g, 'live-$1="name"')
    .replaceAll('${…}', slotText(site))
    .replace('raw(…)', 'raw')
}

/** Where this package's own modules are; see {@link callSite}. */
const ownFolder = new URL('../', import.meta.url)
const ownPlaces = [ownFolder.href, decodeURI(ownFolder.pathname)]

/** True for a line of a stack that is not the author's. */
function isOwn(frame: string): boolean {
  if (/node_modules|node:/.test(frame)) return true
  return ownPlaces.some((place) => frame.includes(place)) && !frame.includes('.test.')
}

const sites = new WeakMap<readonly string[], Site>()

/** Notes who wrote a template, at the first call of its html`…`. For development: it takes a stack. */
export function noteSite(strings: readonly string[]): void {
  if (!sites.has(strings)) sites.set(strings, callSite())
}

/** Says where statics that are no literal come from. */
export function nameSite(strings: readonly string[], site: Site): void {
  sites.set(strings, site)
}

/** "" when it was not noted. */
export function siteOf(strings: readonly string[]): Site {
  return sites.get(strings) ?? ''
}

/** " in file.ts:12": where the app's code calls the framework; "" when that is not known. */
export function callSite(): string {
  const frames = (new Error('site').stack ?? '').split('\n').slice(1)
  const frame = frames.find((line) => !isOwn(line))
  const place = frame && /([^/\\(]+:\d+):\d+\)?$/.exec(frame)
  return place ? ` in ${place[1]}` : ''
}
