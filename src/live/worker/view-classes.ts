/** Classes of views that a thread has loaded, by their files and names. */
import { fail } from '../../base/errors.ts'
import { LiveView } from '../view/live-view.ts'

/** A class as a thread makes instances of it. */
export type HostedClass = new () => LiveView

export class ViewClasses {
  readonly #known = new Map<string, HostedClass>()

  /** One that was loaded before: undefined for another one. */
  known(module: string, name: string): HostedClass | undefined {
    return this.#known.get(JSON.stringify([module, name]))
  }

  /** @throws LiveError E_ACTOR when the file does not export it, and what the file throws. */
  async load(module: string, name: string): Promise<HostedClass> {
    const exported = (await import(module)) as Record<string, unknown>
    const View = exported[name] ?? exported['default']
    if (typeof View === 'function' && View.prototype instanceof LiveView) {
      this.#known.set(JSON.stringify([module, name]), View as HostedClass)
      return View as HostedClass
    }
    throw fail('E_ACTOR', name, `${module} does not export it. Write export class ${name}.`)
  }
}
