/** The HTML of answers: templates, and texts that their author vouches for. */
import { describe, fail } from '../base/errors.ts'
import { Block } from '../template/html.ts'
import { mode } from '../template/mode.ts'
import { printText } from '../template/print.ts'
import { Raw } from '../template/raw.ts'

/**
 * HTML of an answer: an html`…` template, whose values are escaped and checked, or HTML that its author vouches
 * for, as a text or `raw(…)`: it is not checked in any way, and `on…` attributes in it run.
 */
export type Html = Block | Raw | string

/** The text of a template, or the trusted text itself. */
export function htmlText(html: Html): string {
  if (html instanceof Block) return printText(html).html
  const text = html instanceof Raw ? html.html : html
  if (typeof text !== 'string') throw fail('E_SEND', describe(html), 'html`…` or a text')
  const found = mode.checkFragment?.(text, { isolated: true })
  if (found === undefined) return text
  const near = JSON.stringify(text.slice(Math.max(0, found.offset - 40), found.offset + 40))
  throw fail('E_SEND', `${near}: ${found.problem} ${found.fix}`, 'HTML whose tags are balanced')
}
