/**
 * The functions that browsers call by name, and what runs before each of them. One for a namespace: modules
 * register in the one that apps share, unless they name another.
 */
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { fail } from '../base/errors.ts'
import { perNamespace } from '../base/namespace.ts'
import type { Namespace } from '../base/namespace.ts'
import { callerPlace } from './caller.ts'
import type { Consumer } from './consumer.ts'
import type { Content, FormFields, Issues } from './content.ts'
import { Upload } from '../uploads/upload.ts'
import { optionsOf } from './window-uploads.ts'
import type { FieldUploadOptions } from './window-uploads.ts'

/** A function that answers a call, mostly by `send`. */
export type Handler<
  Form = FormFields,
  Data = Record<string, string>,
  Field extends string = string,
> = (consumer: Consumer, content: Content<Form, Data, Field>) => unknown

/**
 * Runs before handlers. Only `true` goes on: after any other result, also undefined, the handler is not
 * called. Tell the visitor the reason in the middleware. An error stops the call too, and is logged.
 */
export type Middleware = (consumer: Consumer, content: Content, functionName: string) => unknown

/** What a handler takes. */
export interface HandlerOptions<
  Form = FormFields,
  Data = Record<string, string>,
  Field extends string = string,
> {
  /** Checks and converts the form (zod, valibot, arktype: any Standard Schema). */
  form?: StandardSchemaV1<unknown, Form>
  /** Checks and converts the `data-data-…` attributes. */
  data?: StandardSchemaV1<unknown, Data>
  /**
   * Files that it takes, by the names of their fields: `{ photo: { accept: ['image/*'] } }`. Default: none. They are
   * in `content.uploads`.
   */
  uploads?: Readonly<Record<Field, FieldUploadOptions>>
  /** Called instead of the handler when the form is refused. Default: the browser is told why. */
  invalid?: (
    consumer: Consumer,
    content: Content<FormFields, Record<string, string>, NoInfer<Field>>,
    issues: Issues,
  ) => unknown
  /** Runs before this handler, behind the registry's own. */
  middleware?: readonly Middleware[]
  /** Where it is registered. Default: in the namespace that apps share. */
  namespace?: Namespace
}

/** A handler as it was registered. */
export interface Registered {
  readonly handler: Handler
  readonly options: HandlerOptions
  /** File and line, as far as they are known. */
  readonly place: string
}

/** Handlers by name, and middleware in order. */
export class LiveviewRegistry {
  readonly #parent: LiveviewRegistry | null
  readonly #handlers = new Map<string, Registered>()
  #middleware: Middleware[] = []

  /** @param parent whose handlers and middleware are used too. Default null. */
  constructor(parent: LiveviewRegistry | null = null) {
    this.#parent = parent
  }

  /** Names of all handlers. */
  listFunctions(): string[] {
    return [...this.#handlers.keys()]
  }

  get isEmpty(): boolean {
    return this.#handlers.size === 0 && (this.#parent?.isEmpty ?? true)
  }

  /** A handler by its name. */
  getHandler(name: string): Handler | undefined {
    return this.#handlers.get(name)?.handler
  }

  /** All handlers by name: a copy. */
  getAllHandlers(): Record<string, Handler> {
    return Object.fromEntries([...this.#handlers].map(([name, { handler }]) => [name, handler]))
  }

  /**
   * Runs before every handler, behind those added before it.
   * @returns what removes it.
   */
  addMiddleware(middleware: Middleware): () => void {
    this.#middleware.push(middleware)
    return () => {
      this.#middleware = this.#middleware.filter((other) => other !== middleware)
    }
  }

  /** What runs before a handler, in order. */
  middlewareOf({ options }: Registered): readonly Middleware[] {
    return [...this.#shared, ...(options.middleware ?? [])]
  }

  get #shared(): readonly Middleware[] {
    return this.#parent === null ? this.#middleware : [...this.#parent.#shared, ...this.#middleware]
  }

  /** Removes a handler. @returns it. */
  unregister(name: string): Handler | undefined {
    const handler = this.getHandler(name)
    this.#handlers.delete(name)
    return handler
  }

  /** Removes all handlers and all middleware. For tests. */
  clear(): void {
    this.#handlers.clear()
    this.#middleware = []
  }

  /** @throws LiveError E_HANDLER_NAME when the name is taken or empty. */
  add(name: string, registered: Registered): void {
    const known = this.#handlers.get(name)
    if (known) throw fail('E_HANDLER_NAME', name, `${known.place} and ${registered.place}`)
    if (!/^\S{1,200}$/.test(name)) {
      throw fail('E_HANDLER_NAME', name, 'names are 1 to 200 characters without spaces')
    }
    for (const [field, options] of Object.entries(registered.options.uploads ?? {})) {
      // Made for its errors alone.
      void new Upload(field, options, optionsOf({ kind: 'handler', name }, field))
    }
    this.#handlers.set(name, registered)
  }

  find(name: string): Registered | undefined {
    return this.#handlers.get(name) ?? this.#parent?.find(name)
  }
}

/** The handlers of a namespace. */
export const registryOf: (namespace?: Namespace) => LiveviewRegistry = perNamespace(
  ({ parent }) => new LiveviewRegistry(parent && registryOf(parent)),
)

/** The handlers of the namespace that apps share. */
export const liveviewRegistry: LiveviewRegistry = registryOf()

/**
 * Names a function that browsers may call: `liveviewHandler('say_hello', (consumer, content) => …)`, with
 * options before the function, or without a function as a decorator-like call:
 * `const sayHello = liveviewHandler('say_hello')((consumer, content) => …)`.
 * @returns the function.
 * @throws LiveError E_HANDLER_NAME when another handler has the name; E_OPTION for invalid uploads.
 */
export function liveviewHandler(name: string): <H extends Handler>(handler: H) => H
export function liveviewHandler(name: string, handler: Handler): Handler
export function liveviewHandler<
  Form = FormFields,
  Data = Record<string, string>,
  Field extends string = never,
>(
  name: string,
  options: HandlerOptions<Form, Data, Field>,
  handler: Handler<Form, Data, NoInfer<Field>>,
): Handler<Form, Data, Field>
export function liveviewHandler(
  name: string,
  first?: Handler | HandlerOptions,
  second?: Handler,
): unknown {
  const place = callerPlace()
  const register = (handler: Handler, options: HandlerOptions = {}): Handler => {
    registryOf(options.namespace).add(name, { handler, options, place })
    return handler
  }
  if (first === undefined) return register
  return typeof first === 'function' ? register(first) : register(second!, first)
}
