/** HTML that the author vouches for: the only way around escaping. */
export class Raw {
  readonly html: string

  constructor(html: string) {
    this.html = html
  }
}

/**
 * Puts HTML into a template as it is. Never pass what a user typed: it is not checked in any way.
 * @param trusted well-formed HTML from a source you trust, such as your Markdown library's output.
 */
export function raw(trusted: string): Raw {
  return new Raw(String(trusted))
}
