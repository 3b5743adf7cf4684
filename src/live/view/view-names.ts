/**
 * Pushes find a view's instances by the name of its class, in all processes. So an app's classes must
 * have different names: a push to one would change the other.
 */
import { fail } from '../../base/errors.ts'
import { callSite } from '../../template/source-location.ts'

export class ViewNames {
  readonly #known = new Map<string, { View: object; path: string; site: string }>()

  /** Where a class was registered: ` (server.ts:12)`; "" when that is not known. */
  siteOf({ name }: { readonly name: string }): string {
    return this.#known.get(name)?.site ?? ''
  }

  /** @throws LiveError E_VIEW_NAME when another class has the name. */
  add(View: { readonly name: string }, path: string): void {
    const { name } = View
    const known = this.#known.get(name)
    const site = callSite()
    if (known === undefined) this.#known.set(name, { View, path, site })
    else if (known.View !== View) {
      throw fail('E_VIEW_NAME', name, `"${known.path}"${known.site}`, `"${path}"${site}`)
    }
  }
}
