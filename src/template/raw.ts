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

/**
 * Puts HTML into a template as it is. Never pass what a user typed: it is not checked in any way.
 * @param trusted well-formed HTML from a source you trust, such as your Markdown library's output.
 */
export function raw(trusted: string): Raw {
  return new Raw(String(trusted))
}
