/** Where the app stands for a request: adapters say so of hosts that have it below a prefix of theirs. */
const places = new WeakMap<Request, string>()

/** Notes the base path of a request; "" is the root. */
export function placeRequest(request: Request, basePath: string): void {
  if (basePath !== '') places.set(request, basePath)
}

/** The base path that was noted. */
export function basePathOf(request: Request): string {
  return places.get(request) ?? ''
}
