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

export class Routes<T> {
  readonly #router = createRouter<T>()
  readonly #paths = new Set<string>()

  /** @throws LiveError E_ROUTE when the path is taken or does not begin with "/". */
  add(path: string, target: T): void {
    if (!path.startsWith('/')) throw fail('E_ROUTE', path, 'expected a path that begins with "/".')
    if (this.#paths.has(path)) throw fail('E_ROUTE', path, 'this path has a view already.')
    this.#paths.add(path)
    addRoute(this.#router, '', path, target)
  }

  find(path: string): Match<T> | undefined {
    const found = findRoute(this.#router, '', path)
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
