/** Content that stands in one place of a view and is shown in another of the page. */
import { fail, describe } from '../base/errors.ts'
import { Block } from './html.ts'

/** Options of {@link portal}. */
export interface PortalOptions {
  /** The element that holds the content in the target; "tbody" for rows of a table, for example. Default "div". */
  tag?: string
}

const shapes = new Map<string, readonly string[]>()

function stringsFor(tag: unknown): readonly string[] {
  const known = shapes.get(tag as string)
  if (known !== undefined) return known
  if (typeof tag !== 'string' || !/^[a-z][a-z0-9]*$/.test(tag)) {
    throw fail('E_OPTION', 'tag', 'the name of an element, such as "div"', describe(tag))
  }
  const strings = [`<${tag} live-portal="`, '">', `</${tag}>`]
  shapes.set(tag, strings)
  return strings
}

/**
 * Shows content elsewhere in the page: `portal('#dialogs', html\`<p>Saved.</p>\`)` puts it, in a wrapper
 * element, at the end of the first element that matches. Its events, hooks, components and streams belong to
 * the template that contains the portal, and it is removed with its place there. Without a script the page
 * shows it in that place. A missing target is reported in the browser (`live:error`, E_PORTAL).
 * @param target a CSS selector of an element outside of the portal, such as one in the layout.
 * @param content anything that a slot takes.
 * @throws LiveError E_OPTION for a target that is no text, or an invalid tag.
 */
export function portal(target: string, content: unknown, options: PortalOptions = {}): Block {
  if (typeof target !== 'string' || target.trim() === '') {
    throw fail('E_OPTION', 'target', 'a CSS selector, such as "#dialogs"', describe(target))
  }
  return new Block(stringsFor(options.tag ?? 'div'), [target, content])
}
