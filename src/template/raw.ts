/** HTML that the author vouches for: the only way around escaping. */
export class Raw {
  /** Text, or pieces of UTF-8 where the framework has them already. */
  readonly html: string | readonly Uint8Array[]

  constructor(html: string | readonly Uint8Array[]) {
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
