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

/** The joined source as the author wrote it. */
function shown(source: string): string {
  return source.replaceAll(SLOT, '${…}')
}

/** Describes the place at `offset` of a template's joined source. */
export function describePlace(source: string, offset: number, site: string): string {
  const lines = source.split('\n')
  const at = source.slice(0, offset).split('\n').length - 1
  const from = Math.max(0, at - 1)
  const excerpt = lines
    .slice(from, at + 2)
    .map((line, i) => `  ${from + i === at ? '>' : ' '} ${shown(line).slice(0, 120)}`)
  return [`in html\`…\`${site}, line ${at + 1}:`, ...excerpt].join('\n  ')
}

const ownFrame =
  /[\\/](?:src|dist)[\\/](?:template|live|server|window)[\\/](?!.*\.test\.)|node_modules|node:/
const sites = new WeakMap<readonly string[], string>()

/** Notes who wrote a template, at the first call of its html`…`. For development: it takes a stack. */
export function noteSite(strings: readonly string[]): void {
  if (!sites.has(strings)) sites.set(strings, callSite())
}

/** Says where a template that is no literal comes from: `nameSite(strings, ' of row.liquid:3')`. */
export function nameSite(strings: readonly string[], site: string): void {
  sites.set(strings, site)
}

/** " in file.ts:12", or nothing when it was not noted. */
export function siteOf(strings: readonly string[]): string {
  return sites.get(strings) ?? ''
}

/** " in file.ts:12", for whoever calls something of ours; nothing when that is not known. */
export function callSite(): string {
  const frames = (new Error('site').stack ?? '').split('\n').slice(1)
  const frame = frames.find((line) => !ownFrame.test(line))
  const place = frame && /([^/\\(]+:\d+):\d+\)?$/.exec(frame)
  return place ? ` in ${place[1]}` : ''
}
