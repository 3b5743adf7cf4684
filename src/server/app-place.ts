/** Where an app stands on its site: where it was told, or where its host has it. */
import { isBasePath, pathBelow } from '../base/base-path.ts'

/** Prefixes that are noted: a pattern in one, such as `/:tenant`, makes many. */
const MOST = 1000

export class AppPlace {
  /** `createApp({ basePath })`; undefined: it was not told. */
  readonly told: string | undefined
  /** A host has it, maybe below a prefix that its requests tell. */
  isHosted = false
  /** Prefixes below which hosts have had it. */
  readonly #known = new Set<string>()

  constructor(told: string | undefined) {
    this.told = told
  }

  /** Where it stands without a host. */
  get basePath(): string {
    return this.told ?? ''
  }

  /** Where browsers have it, as far as that is known without a request. */
  get shown(): string {
    const [first = ''] = this.#known
    return this.told ?? first
  }

  /**
   * Where it stands in a host that has it below a prefix; see {@link contradicts} for a prefix beside its own place.
   * @returns undefined for a prefix that can't be one.
   */
  below(mount: string): string | undefined {
    const { told } = this
    if (told !== undefined && pathBelow(mount, told) !== undefined) return told
    if (!isBasePath(mount)) return undefined
    if (told !== undefined) return mount
    if (this.#known.size < MOST) this.#known.add(mount)
    return mount
  }

  /** True for a request that came to it by another place than it was told: its host has it wrong. */
  contradicts(basePath: string): boolean {
    return this.told !== undefined && this.told !== basePath
  }

  /** Whether it stands below a path; undefined: its host has not said so, and may yet. */
  isAt(basePath: string): boolean | undefined {
    if (!this.isHosted || this.told !== undefined) return basePath === this.basePath
    return this.#known.has(basePath) || (isBasePath(basePath) ? undefined : false)
  }
}
