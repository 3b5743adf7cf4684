const NONE: string[] = []

/** HTML that the author vouches for: the only way around escaping. */
export class Raw {
  /** Text, or pieces of UTF-8 where the framework has them already. */
  readonly html: string | readonly Uint8Array[]

  /** Names after `live-` that it uses, where the framework knows them. */
  readonly events: Iterable<string>

  constructor(html: string | readonly Uint8Array[], events: Iterable<string> = NONE) {
    this.html = html
    this.events = events
  }
}

/** How HTML goes into a template. */
export interface RawOptions {
  /**
   * HTML of users that a sanitizer let through: it is shown in `<live-untrusted live-untrusted>`, in which no
   * attribute of ours works, and a form is no form but a `<live-form>`. Default false.
   */
  untrusted?: boolean
}

/**
 * Names of ours, up to their hyphen. As `live&#45;click` it is no attribute of ours wherever the browser's parser puts
 * it (a `<div>` in a `<p>` ends that, and all that stands in it), and still `live-click` as a text or a value.
 */
const OURS = /(live|data(?=-(?:liveview|live-|df-|action|controller|room)))-/gi

/**
 * Puts HTML into a template as it is: it is not checked in any way. What a user typed goes through a
 * sanitizer first, and is `untrusted` all the same.
 * @param trusted well-formed HTML from a source you trust, such as your Markdown library's output.
 */
export function raw(trusted: string, { untrusted = false }: RawOptions = {}): Raw {
  const html = String(trusted)
  if (!untrusted) return new Raw(html)
  // It can't end the element that it stands in, nor use our attributes, nor, with a form in a form, the page's own.
  const inside = html.replace(OURS, '$1&#45;').replace(/<(\/?)(?=form(?![\w-]))/gi, '<$1live-')
  return new Raw(`<live-untrusted live-untrusted>${inside}</live-untrusted>`)
}
