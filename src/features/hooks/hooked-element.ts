/** An element and its hook. */
import type { Host } from '../../client/host.ts'
import { Commands } from '../../wire/commands.ts'
import type { Command } from '../../wire/commands.ts'
import type { Json } from '../../wire/frames.ts'
import type { HookCallbacks, HookContext, HookDefinition } from '../api/hook.ts'
import { report } from '../dom/report.ts'
import { unshadowed } from '../dom/unshadowed.ts'

export class HookedElement {
  readonly element: HTMLElement
  readonly name: string
  readonly #hook: HookCallbacks
  readonly #takers: { name: string; take: (payload: never) => void }[] = []

  /** @throws what the constructor of a class throws. */
  constructor(host: Host, element: HTMLElement, name: string, definition: HookDefinition) {
    this.element = element
    this.name = name
    const hook: object =
      typeof definition === 'function' ? new definition() : Object.create(definition)
    const context = this.#context(host)
    this.#hook = Object.defineProperties(hook, Object.getOwnPropertyDescriptors(context))
  }

  /** Calls one of the hook's functions. What it throws is reported and stops nothing. */
  tell(what: keyof HookCallbacks): void {
    void this.#guard(what, () => this.#hook[what]?.())
  }

  /** An event that a view pushed. */
  take(name: string, payload: Json): void {
    for (const taker of this.#takers) {
      if (taker.name === name) void this.#guard(name, () => taker.take(payload as never))
    }
  }

  async #guard(what: string, run: () => unknown): Promise<void> {
    try {
      await run()
    } catch (error) {
      report('E_HOOK', `${what} of the hook ${this.name} failed.`, error)
    }
  }

  #context(host: Host): HookContext {
    const { element } = this
    const takers = this.#takers
    return {
      el: element,
      get values() {
        return valuesOf(element)
      },
      pushEvent<Reply>(name: string, args: Record<string, Json> = {}) {
        const reply = host.push(element, name, args, { reply: true })
        // Who doesn't wait for the reply need not hear of a refusal; the core announces it.
        reply.catch(() => {})
        return reply as Promise<Reply>
      },
      handleEvent(name, take) {
        takers.push({ name, take })
      },
      js(commands) {
        const list: Commands | Command[] =
          typeof commands === 'function' ? commands(new Commands()) : commands
        host.run(element, new Event('js'), JSON.stringify(list))
      },
    }
  }
}

/** What `live-value-*` say: `live-value-points="[1,2]"` is `{ points: [1, 2] }`. */
function valuesOf(element: Element): Record<string, Json> {
  const values: Record<string, Json> = {}
  for (const { name, value } of unshadowed(element).attributes) {
    if (name.startsWith('live-value-')) values[name.slice(11)] = parsed(value)
  }
  return values
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    // Not JSON: a text.
    return text
  }
}
