/** Functions by the names of the signals that call them. */
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { describe, fail } from '../base/errors.ts'
import { perNamespace } from '../base/namespace.ts'
import type { Namespace } from '../base/namespace.ts'
import { optionsOf } from '../handlers/window-uploads.ts'
import type { FieldUploadOptions } from '../handlers/window-uploads.ts'
import { Upload } from '../uploads/upload.ts'
import { serverSide } from './permission.ts'
import type { Permission } from './permission.ts'
import type { TaskUpload } from './task-uploads.ts'
import type { WindowInfo } from './window-info.ts'

/** Arguments of a signal, by name. */
export type SignalArgs = Readonly<Record<string, unknown>>

/** Checks all arguments, or each by its name. Unknown ones are refused. */
export type ArgsSchema = StandardSchemaV1 | Readonly<Record<string, StandardSchemaV1>>

type Value<S> = S extends StandardSchemaV1<unknown, infer Out> ? Out : unknown

/** What a function gets when this schema has checked the arguments. */
export type Checked<S> =
  S extends StandardSchemaV1<unknown, infer Out> ? Out : { [Name in keyof S]: Value<S[Name]> }

/** What is sent to a function with this schema. */
export type Taken<S> =
  S extends StandardSchemaV1<infer In, unknown>
    ? In
    : { [Name in keyof S]: S[Name] extends StandardSchemaV1<infer In, unknown> ? In : unknown }

/** A function of a signal: with the window it comes from, null for jobs, and the arguments. */
export interface SignalFunction<Args = SignalArgs, Field extends string = string> {
  (info: WindowInfo | null, args: Args, task: SignalTask<Field>): unknown
}

/** Only in types: what is sent to a signal. */
declare const SENT: unique symbol

/**
 * A function with the signal that it is connected to: `trigger(source, buildReport, { to, id })` and `schedule`
 * take it for the signal's name and check the arguments by it.
 * @typeParam Args what the function gets.
 * @typeParam Sent what is sent to it, before its schema converts it.
 */
export interface Signal<Args = SignalArgs, Sent = Args> extends SignalFunction<Args> {
  /** The name of the signal. */
  readonly path: string
  readonly [SENT]?: (sent: Sent) => void
}

/** The task in which a function runs. */
export interface SignalTask<Field extends string = string> {
  /** The same when the task is run again after a crash: a key for what must happen once. */
  readonly id: string
  /** 1, 2, 3… */
  readonly attempt: number
  /** Aborted when the worker must stop. */
  readonly signal: AbortSignal
  /** Files of the form that called, by the fields that the options declare. */
  readonly uploads: Readonly<Record<Field, TaskUpload>>
}

/** How a function is called. */
export interface SignalOptions<S extends ArgsSchema = ArgsSchema, Field extends string = string> {
  /** Name of the signal, such as "report.build". Default: the function's own name. */
  path?: string
  /** Who may call it from a browser. Default: no browser, only the server. */
  isAllowedTo?: Permission
  /** The queue its tasks wait in, or what chooses one for a call. Default "default". */
  queue?: string | ((info: WindowInfo | null, args: SignalArgs) => string)
  /** Checks and converts the arguments. Default: they come as they were sent. */
  args?: S
  /**
   * Files that it takes of forms that call it, by the names of their fields: `{ photo: { accept: ['image/*'] } }`.
   * Default: none. They are in `task.uploads`.
   */
  uploads?: Readonly<Record<Field, FieldUploadOptions>>
  /** How many times a task is tried before it is a dead letter. Default 1. */
  attempts?: number
  /** Milliseconds before the second try, doubled for each one more. Default 1,000. */
  backoffMs?: number
  /** Where it is connected. Default: in the namespace that apps share. */
  namespace?: Namespace
}

/** A function as it was registered. */
export interface ConnectedFunction {
  readonly path: string
  /** Names it in tasks: its signal and its place among the signal's functions. */
  readonly name: string
  readonly run: SignalFunction<never>
  readonly options: SignalOptions
}

const PATH = /^[A-Za-z_$][\w$-]*(?:\.[A-Za-z_$][\w$-]*)*$/

/** The functions of a namespace, by their signals and by their names in tasks. */
class SignalRegistry {
  readonly functions = new Map<string, ConnectedFunction[]>()
  readonly byName = new Map<string, ConnectedFunction>()
  readonly parent: SignalRegistry | null

  constructor(parent: SignalRegistry | null) {
    this.parent = parent
  }
}

const registryOf: (namespace?: Namespace) => SignalRegistry = perNamespace(
  ({ parent }) => new SignalRegistry(parent && registryOf(parent)),
)

/**
 * Connects a function to a signal:
 * `signal({ path: 'report.build', isAllowedTo: isAuthenticated, queue: 'slow', args: z.object({ id: z.string() }) }, (info, { id }) => …)`.
 * A signal may have many functions; each call runs them as separate tasks, and one that fails stops no other.
 * @returns the function, with the signal's name as its `path`.
 * @throws LiveError E_SIGNAL_PATH for a name that is not made of dotted identifiers; E_OPTION for invalid
 * uploads, and for uploads of a second function.
 */
export function signal<S extends ArgsSchema, Field extends string = never>(
  options: SignalOptions<S, Field> & { args: S },
  run: SignalFunction<Checked<S>, NoInfer<Field>>,
): Signal<Checked<S>, Taken<S>>
export function signal<Args = SignalArgs, Field extends string = never>(
  options: SignalOptions<ArgsSchema, Field>,
  run: SignalFunction<Args, NoInfer<Field>>,
): Signal<Args>
export function signal(options: SignalOptions, run: SignalFunction<never>): Signal<never> {
  const path = options.path ?? run.name
  if (!PATH.test(path)) throw fail('E_SIGNAL_PATH', describe(path))
  if (options.uploads) checkUploads(path, options)
  const { functions, byName } = registryOf(options.namespace)
  const connected = functions.get(path) ?? []
  // A namespace's own functions are told from those that it shares.
  const number = functionsOf(path, options.namespace).length
  const one = { path, name: `${path}#${number}`, run, options }
  functions.set(path, [...connected, one])
  byName.set(one.name, one)
  // One function may be connected to several signals.
  const call: SignalFunction<never> = (info, args, task) => run(info, args, task)
  return Object.assign(call, { path })
}

/** @throws LiveError E_OPTION. */
function checkUploads(path: string, { uploads = {}, namespace }: SignalOptions): void {
  if (takerOf(path, namespace)) {
    throw fail('E_OPTION', `uploads of the signal ${path}`, 'one function that takes files', 'two')
  }
  for (const [field, options] of Object.entries(uploads)) {
    // Made for its errors alone.
    void new Upload(field, options, optionsOf({ kind: 'signal', name: path }, field))
  }
}

/** The function of a signal that takes files. */
export function takerOf(path: string, namespace?: Namespace): ConnectedFunction | undefined {
  return functionsOf(path, namespace).find(({ options }) => options.uploads)
}

/** The name of a signal. */
export function signalPath(named: string | Signal<never>): string {
  return typeof named === 'string' ? named : named.path
}

/** All functions of a signal, in the order in which they were connected. */
export function functionsOf(path: string, namespace?: Namespace): readonly ConnectedFunction[] {
  const { functions, parent } = registryOf(namespace)
  const own = functions.get(path) ?? []
  const shared = parent?.functions.get(path)
  return shared === undefined ? own : [...shared, ...own]
}

/** A function by its name in tasks. */
export function functionNamed(name: string, namespace?: Namespace): ConnectedFunction | undefined {
  const { byName, parent } = registryOf(namespace)
  return byName.get(name) ?? parent?.byName.get(name)
}

/** Names of all signals that have functions. */
export function listSignals(namespace?: Namespace): string[] {
  const { functions, parent } = registryOf(namespace)
  return [...new Set([...(parent?.functions.keys() ?? []), ...functions.keys()])]
}

/** Disconnects all functions of a signal, or of all signals. For tests. */
export function disconnectSignals(path?: string, namespace?: Namespace): void {
  const { functions, byName } = registryOf(namespace)
  for (const each of path === undefined ? [...functions.keys()] : [path]) {
    for (const { name } of functions.get(each) ?? []) byName.delete(name)
    functions.delete(each)
  }
}

/** Who may call the function from a browser. */
export function permissionOf({ options }: ConnectedFunction): Permission {
  return options.isAllowedTo ?? serverSide
}
