/** The cookies that an answer sets, as a `cookie` header; "" for none. */
export function cookiesOf({ headers }: Response): string {
  return headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
}

/** A visitor's cookies, as their browser keeps them. */
export class Cookies {
  readonly #values = new Map<string, string>()

  /** For a request's `cookie` header; "" for none. */
  get header(): string {
    return [...this.#values].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  set(name: string, value: string): void {
    this.#values.set(name, value)
  }

  /** Takes the cookies that an answer sets, or ends. */
  take(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...rest] = line.split(';')
      const at = pair.indexOf('=')
      const name = pair.slice(0, at).trim()
      const isOver = rest.some((one) => /^\s*max-age=(0|-\d+)\s*$/i.test(one))
      if (isOver) this.#values.delete(name)
      else this.#values.set(name, pair.slice(at + 1).trim())
    }
  }
}
