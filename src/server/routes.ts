/**
 * Which view lives at which path. Matching is rou3's; this adds checks and typed parameters.
 */
import { addRoute, createRouter, findRoute } from 'rou3'
import type { InferRouteParams } from 'rou3'
import { fail } from '../base/errors.ts'

/** The parameters of a path: `RouteParams<'/users/:id'>` is `{ id: string }`. */
export type RouteParams<Path extends string> = InferRouteParams<Path>

export interface Match<T> {
  target: T
  params: Record<string, string>
}

/** A route as it was added. */
export interface Route<T> {
  /** "" for all methods. */
  method: string
  path: string
  target: T
}

export class Routes<T> {
  readonly #router = createRouter<T>()
  /** By method and path, as they were added. */
  readonly #added = new Map<string, Route<T>>()
  readonly #what: string

  /** @param what the paths lead to, for errors: "a view". */
  constructor(what: string) {
    this.#what = what
  }

  /**
   * @param method of HTTP; "" for all.
   * @throws LiveError E_ROUTE when the path is taken or does not begin with "/".
   */
  add(path: string, target: T, method: string = ''): void {
    if (!path.startsWith('/')) throw fail('E_ROUTE', path, 'expected a path that begins with "/".')
    const name = `${method} ${path}`
    if (this.#added.has(name)) throw fail('E_ROUTE', path, `this path has ${this.#what} already.`)
    this.#added.set(name, { method, path, target })
    addRoute(this.#router, method, path, target)
  }

  /** All of them, in the order in which they were added. */
  list(): Route<T>[] {
    return [...this.#added.values()]
  }

  /** One for this method, or else for all. */
  find(path: string, method: string = ''): Match<T> | undefined {
    const found = findRoute(this.#router, method, path)
    return found && { target: found.data, params: decodeAll(found.params) }
  }
}

function decodeAll(params: Record<string, string> | undefined): Record<string, string> {
  const decoded: Record<string, string> = {}
  for (const [name, value] of Object.entries(params ?? {})) decoded[name] = decode(value)
  return decoded
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // Not valid percent-encoding: what was typed is the best there is.
    return text
  }
}
