/** The tags that this package adds to Liquid. */
import { evalToken, Hash, Tag, toValueSync } from 'liquidjs'
import type { Context, Emitter, Liquid, TagToken, TopLevelToken, ValueToken } from 'liquidjs'
import { liveviewRoomUuid } from '../handlers/room-ids.ts'
import { CSRF_FIELD, csrfToken } from '../live/page/csrf.ts'
import { flashContainer } from '../live/page/flash-container.ts'
import type { FlashOptions } from '../live/page/flash-container.ts'
import type { Surroundings } from '../live/page/template-engine.ts'
import { jsCall } from '../signals/js-call.ts'
import type { JsCallOptions } from '../signals/js-call.ts'
import { html } from '../template/html.ts'
import { publicValue } from './json-filter.ts'
import { AROUND } from './control.ts'

/** A tag that shows one value, as an output does. */
export abstract class LiveTag extends Tag {
  readonly #hash: Hash
  /** Name of the attribute that it is between others; undefined: it can only stand for a value. */
  get attribute(): string | undefined {
    return undefined
  }

  constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid) {
    super(token, rest, liquid)
    this.#hash = this.read(token)
  }

  /** Reads what stands behind the tag's name. */
  protected read(token: TagToken): Hash {
    return new Hash(token.tokenizer)
  }

  /** The named arguments. */
  protected args(context: Context): Record<string, unknown> {
    return toValueSync(this.#hash.render(context)) as Record<string, unknown>
  }

  /** What stands in its place: a text or a block. */
  abstract value(around: Surroundings, args: Record<string, unknown>): unknown

  show(context: Context): unknown {
    return this.value(context.getRegister<Surroundings>(AROUND), this.args(context))
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

/** A room's id: random and signed, and the same wherever the page of a window asks for it. */
class RoomTag extends LiveTag {
  value({ request }: Surroundings): unknown {
    return liveviewRoomUuid(request)
  }
}

/** `<form {% js_call "app.save" on="submit" form="form" id=5 %}>`: an attribute, or the value of one. */
class JsCallTag extends LiveTag {
  override get attribute(): string {
    return 'data-df-signal'
  }

  /** Read by the parent's constructor, before fields of this class would be made. */
  declare private signalName: unknown

  protected override read(token: TagToken): Hash {
    const { tokenizer } = token
    this.signalName = tokenizer.readValue()
    if (this.signalName === undefined) {
      throw new Error('{% js_call %} needs the name of a signal: {% js_call "app.save" %}.')
    }
    const rest = tokenizer.remaining()
    return new Hash(rest, /^\s*,?\s*[\w-]+\s*=/.test(rest))
  }

  override show(context: Context): unknown {
    const name: unknown = toValueSync(evalToken(this.signalName as ValueToken, context))
    const { on, form, value, prevent, ...opts } = this.args(context)
    for (const [key, arg] of Object.entries(opts)) opts[key] = publicValue(arg)
    const call: JsCallOptions = {}
    if (on !== undefined) call.on = String(on)
    if (form !== undefined) call.form = String(form)
    if (value !== undefined) call.value = String(value)
    if (prevent !== undefined) call.prevent = Boolean(prevent)
    return jsCall(String(name), Object.keys(opts).length > 0 ? { ...call, opts } : call)
  }

  value(): unknown {
    return undefined
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
  liquid.registerTag('liveview_room_uuid', RoomTag)
  liquid.registerTag('js_call', JsCallTag)
  liquid.registerTag('csrf', CsrfTag)
}
