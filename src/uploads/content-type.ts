/** What a file is: by its first bytes where they say so, else by its name. */
import { extensionOf, safeName } from './file-name.ts'
import type { UploadRules } from './upload-options.ts'

/** Bytes that are looked at. */
export const SNIFFED = 4100

/** Types that browsers run, and extensions that servers and browsers take for them. */
const ACTIVE_TYPES =
  /^(text\/(html|xml|javascript|ecmascript)|application\/([\w.]+\+)?xml|application\/(x-)?(javascript|ecmascript|httpd-php|shockwave-flash|x-msdownload)|image\/svg\+xml|multipart\/related|message\/rfc822)$/
const ACTIVE_EXTENSIONS =
  /\.(x?html?|shtml|xht|svgz?|xml|xslt?|m?js|cjs|hta|htc|mht(ml)?|php\d?|phtml|jspx?|aspx?|swf|exe|dll|bat|cmd|ps1|vbs|wsf|scr|msi|jar|sh)$/
/** What browsers, which look at the first bytes too, take for HTML (WHATWG MIME Sniffing, section 7.1), and SVG. */
const ACTIVE_TEXT =
  /^(\ufeff)?\s*(<\?xml|<\?php|<!--|<!doctype|<(html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|svg|math|object|embed|meta|link|img|base|form|template|math)[\s/>]|#!)/i
const ACTIVE_ANYWHERE = /<(svg|script|html|iframe)[\s/>]/i

/** Types whose first bytes are always known: a file that only calls itself one is none. */
const KNOWN_BY_BYTES =
  /^(image\/(?!svg)|video\/|audio\/|application\/(pdf|zip|gzip|x-7z-compressed|vnd\.rar)$)/

/** Types by extensions that their first bytes do not tell. */
const TEXTS: Record<string, string> = {
  '.txt': 'text/plain',
  '.csv': 'text/csv',
  '.md': 'text/markdown',
  '.json': 'application/json',
  '.html': 'text/html',
  '.htm': 'text/html',
  '.svg': 'image/svg+xml',
  '.xml': 'application/xml',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
}
/** Extensions of one type: which one a file has is a matter of taste. */
const SAME: Record<string, string> = {
  '.jpeg': '.jpg',
  '.tiff': '.tif',
  '.mpeg': '.mpg',
  '.htm': '.html',
  '.yaml': '.yml',
}

/** What is asked of a file: of the rules, what a ticket carries. */
export type TypeRules = Pick<UploadRules, 'accept' | 'allowActiveContent'>

/** A file by its name, and what the browser calls it. */
interface Named {
  readonly name: string
  readonly type: string
}

/** True when a file may be taken by its name and the type that it claims. */
export function mayBe({ name, type }: Named, { accept, allowActiveContent }: TypeRules): boolean {
  const claimed = type.split(';')[0]!.trim().toLowerCase()
  // As it is when it is kept: what is not seen, and dots at the end, are no part of it.
  const extension = extensionOf(safeName(name))
  if (!allowActiveContent && (ACTIVE_TYPES.test(claimed) || ACTIVE_EXTENSIONS.test(extension))) {
    return false
  }
  return accept.length === 0 || accept.some((one) => fits(one, claimed, extension))
}

/**
 * What a file is.
 * @param first its first {@link SNIFFED} bytes.
 * @returns its type, `application/octet-stream` for none that is known; undefined when it may not be taken.
 */
export async function typeOf(
  first: Uint8Array,
  named: Named,
  rules: TypeRules,
): Promise<string | undefined> {
  const { fileTypeFromBuffer } = await import('file-type/core')
  // Texts of two bytes a character begin with what could be MPEG audio.
  const isWide = first[0] === 0xff ? first[1] === 0xfe : first[0] === 0xfe && first[1] === 0xff
  const found = isWide ? undefined : await fileTypeFromBuffer(first)
  const extension = extensionOf(safeName(named.name))
  const isActive = found ? ACTIVE_TYPES.test(found.mime) : isActiveText(first)
  if (isActive && !rules.allowActiveContent) return undefined
  if (found) {
    const type = isActive && extension === '.svg' ? 'image/svg+xml' : found.mime
    const isTaken =
      rules.accept.length === 0 ||
      rules.accept.some((one) => fits(one, type, `.${found.ext}`)) ||
      // What is inside a zip is told by its name alone: `.docx`, `.epub`.
      (found.mime === 'application/zip' && mayBe(named, rules))
    return isTaken ? type : undefined
  }
  const claimed = TEXTS[extension] ?? named.type.split(';')[0]!.trim().toLowerCase()
  if (KNOWN_BY_BYTES.test(claimed) || !mayBe(named, rules)) return undefined
  return /^[\w.+-]+\/[\w.+-]+$/.test(claimed) ? claimed : 'application/octet-stream'
}

/** @param wanted `.pdf`, `image/*`, `text/csv`. */
function fits(wanted: string, type: string, extension: string): boolean {
  if (wanted.startsWith('.')) return (SAME[wanted] ?? wanted) === (SAME[extension] ?? extension)
  if (wanted.endsWith('/*')) return type.startsWith(wanted.slice(0, -1))
  return wanted === type || (type === '' && TEXTS[extension] === wanted)
}

function isActiveText(first: Uint8Array): boolean {
  // Texts of two bytes a character have zeros between their letters.
  const text = new TextDecoder('latin1').decode(first).replaceAll('\0', '')
  return ACTIVE_TEXT.test(text.replace(/^(ÿþ|þÿ|ï»¿)/, '')) || ACTIVE_ANYWHERE.test(text)
}
