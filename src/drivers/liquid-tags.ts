/** The tags that this package adds to Liquid. */
import { Hash, Tag, toValueSync } from 'liquidjs'
import type { Context, Emitter, Liquid, TagToken, TopLevelToken } from 'liquidjs'
import { CSRF_FIELD, csrfToken } from '../live/csrf.ts'
import { flashContainer } from '../live/flash.ts'
import type { FlashOptions } from '../live/flash.ts'
import type { Surroundings } from '../live/template-engine.ts'
import { html } from '../template/html.ts'
import { AROUND } from './liquid-control.ts'

/** A tag that shows one value, as an output does. */
export abstract class LiveTag extends Tag {
  readonly #hash: Hash

  constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid) {
    super(token, rest, liquid)
    this.#hash = new Hash(token.tokenizer)
  }

  /** What stands in its place: a text or a block. */
  abstract value(around: Surroundings, args: Record<string, unknown>): unknown

  show(context: Context): unknown {
    const args = toValueSync(this.#hash.render(context)) as Record<string, unknown>
    return this.value(context.getRegister<Surroundings>(AROUND), args)
  }

  render(_context: Context, _emitter: Emitter): void {
    throw new Error(`{% ${this.name} %} can't stand here. Put it between other tags.`)
  }
}

class FlashTag extends LiveTag {
  value(_around: Surroundings, args: Record<string, unknown>): unknown {
    const options: FlashOptions = {}
    if (args['auto_dismiss'] !== undefined) options.autoDismiss = Number(args['auto_dismiss'])
    if (args['position'] !== undefined) options.position = String(args['position'])
    return flashContainer(options)
  }
}

class ScriptsTag extends LiveTag {
  value({ script }: Surroundings): unknown {
    if (script) return script
    throw new Error('{% live_scripts %} stands in layout files: createApp({ layout }).')
  }
}

const rooms = new WeakMap<object, string>()

/** A room's name: random for each request, and the same wherever the request's page asks for it. */
class RoomTag extends LiveTag {
  value({ request }: Surroundings): unknown {
    let room = rooms.get(request)
    if (room === undefined) {
      room = crypto.randomUUID().replaceAll('-', '')
      rooms.set(request, room)
    }
    return room
  }
}

class CsrfTag extends LiveTag {
  value({ request }: Surroundings): unknown {
    return html`<input type="hidden" name=${CSRF_FIELD} value=${csrfToken(request)}>`
  }
}

/** Adds the tags to an engine. */
export function registerTags(liquid: Liquid): void {
  liquid.registerTag('live_flash', FlashTag)
  liquid.registerTag('live_scripts', ScriptsTag)
  liquid.registerTag('live_room', RoomTag)
  liquid.registerTag('csrf', CsrfTag)
}
