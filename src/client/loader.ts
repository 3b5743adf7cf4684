/**
 * Loads the parts of the client that few pages need, when a page first needs them: an attribute in a
 * template, or an effect from the server, names its part.
 */
import type { Effect, EffectName } from '../wire/effects.ts'
import type { Effects, Host, Start } from './host.ts'
import { announce } from './state.ts'

/** Effects and the part that has them; all others are about addresses. */
const partOfEffect: Partial<Record<EffectName, string>> = {
  js: 'commands',
  event: 'hooks',
  flash: 'flash',
  unflash: 'flash',
  dom: 'handlers',
  call: 'signals',
  token: 'token',
}

export class Loader {
  readonly #host: Host
  readonly #loading = new Map<string, Promise<Effects | undefined>>()
  readonly #loaded = new Map<string, Effects>()

  constructor(host: Host) {
    this.#host = host
  }

  /** Starts a part, once. Resolves with undefined when it can't be loaded; the next need tries again. */
  load(part: string): Promise<Effects | undefined> {
    let loading = this.#loading.get(part)
    if (loading === undefined) {
      loading = this.#start(part)
      this.#loading.set(part, loading)
    }
    return loading
  }

  /** Does what the server asks for; at once when its part is there. */
  run([name, ...args]: Effect): void {
    const part = partOfEffect[name] ?? 'navigation'
    const effects = this.#loaded.get(part)
    if (effects) effects[name]?.(...args)
    else void this.load(part).then((loaded) => loaded?.[name]?.(...args))
  }

  async #start(part: string): Promise<Effects | undefined> {
    try {
      // Beside this script, and of the same version.
      const url = import.meta.url.replace(/client(?=\.js)/, part)
      const { start } = (await import(url)) as { start: Start }
      const effects = start(this.#host)
      this.#loaded.set(part, effects)
      return effects
    } catch (error) {
      this.#loading.delete(part)
      // It is about a lost connection, and the next attempt asks for it again.
      if (part === 'token') return
      console.error(error)
      announce('live:error', { code: 'E_PART', message: `${part}.js can't be loaded.` })
      return undefined
    }
  }
}
