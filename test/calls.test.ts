/**
 * Calls that can be read where they stand: nothing that others call takes more than four positional
 * parameters, or a positional boolean, whose meaning a call does not tell. More is an object of options.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseAst } from 'rolldown/parseAst'

const PARAMETERS = 4

const CORE = 'the core of the client, where each byte counts'
const RENDER = 'runs for each list or template of a render: an object for each would cost time'
const EVENT = 'the way of each event: an object for each would cost time'

/** Calls that stay as they are: `file name`, and why. */
const exceptions: Record<string, string> = {
  'client/fields.ts reassert': CORE,
  'client/hydrate.ts hydrate': CORE,
  'client/lists.ts RowMaker.hydrate': CORE,
  'client/parts.ts Block.constructor': CORE,
  'client/parts.ts Block.hydrate': CORE,
  'client/slot.ts Slot.clear': CORE,
  'template/compile.ts compile': RENDER,
  'template/each.ts List.constructor': RENDER,
  'template/printed.ts Printed.constructor': RENDER,
  'template/row-cache.ts RowCache.find': RENDER,
  'template/stream-list.ts RowSource.settle': RENDER,
  'template/stream-list.ts StreamList.settle': RENDER,
  'template/stream-list.ts AddedItems.constructor': RENDER,
  'template/stream-list.ts StreamReads.settle': RENDER,
  'template/stream.ts Stream.settle': RENDER,
  'live/children/walk.ts Walk.constructor': RENDER,
  'live/children/child.ts Child.send': RENDER,
  'live/children/child-component.ts ChildComponent.send': RENDER,
  'live/children/child-view.ts ChildView.send': RENDER,
  'window/receiver.ts Receiver.receive': EVENT,
  'live/children/child-component.ts ChildComponent.receive': EVENT,
  'live/instance/instance.ts Instance.receive': EVENT,
  'live/shared/shared-viewer.ts SharedViewer.receive': EVENT,
  'live/worker/worker-view.ts WorkerView.receive': EVENT,
  'live/instance/authorization.ts permitted': EVENT,
  'layers/ioredis-broker.ts IoRedisClient.disconnect': 'a method of ioredis',
  'live/page/failure.ts logFailure':
    'one line in each place that catches: what, while what, for whom',
}

/** A part of the syntax tree, as ESTree has it. */
interface Node {
  type: string
  [property: string]: unknown
}

/** What others may call: its file and name, and its parameters. */
interface Callee {
  name: string
  parameters: readonly Node[]
}

const sources = (readdirSync('src', { recursive: true }) as string[]).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
)
const callees = sources.flatMap((file) =>
  calleesOf(readFileSync(join('src', file), 'utf8')).map(({ name, parameters }) => ({
    name: `${file} ${name}`,
    parameters,
  })),
)

test(`what others call takes at most ${PARAMETERS} parameters`, () => {
  assert.ok(callees.length > 500, `${callees.length} functions were found`)
  const long = callees.filter(({ parameters }) => parameters.length > PARAMETERS)
  assert.deepEqual(unexcused(long), [], 'Name the last of them in an object of options.')
})

test('what others call takes no positional boolean', () => {
  const unclear = callees.filter(({ parameters }) => parameters.some(isBoolean))
  assert.deepEqual(unexcused(unclear), [], 'Name it: { replace: true }.')
})

test('each exception is still one', () => {
  const broken = callees.filter(
    ({ parameters }) => parameters.length > PARAMETERS || parameters.some(isBoolean),
  )
  const names = new Set(broken.map(({ name }) => name))
  assert.deepEqual(
    Object.keys(exceptions).filter((name) => !names.has(name)),
    [],
  )
})

test('a boolean, and a fifth parameter, are seen in all kinds of declarations', () => {
  const texts = [
    'export function f(a: string, on: boolean) {}',
    'export function f(on = false) {}',
    'export function f(on?: boolean | undefined) {}',
    'export function f(a, b, c, d, e) {}',
    'export const f = (a: string, on: boolean): void => {}',
    'export class C { m(on: boolean) {} }',
    'export class C { static m(on: boolean) {} }',
    'export class C { constructor(on: boolean) {} }',
    'export abstract class C { abstract m(on: boolean): void }',
    'export class C { readonly m = (on: boolean) => {} }',
    'export interface I { m(on: boolean): void }',
    'export interface I { m: (on: boolean) => void }',
    'export type F = (on: boolean) => void',
  ]
  for (const text of texts) {
    const found = calleesOf(text)
    const { parameters } = found[0] ?? { parameters: [] }
    assert.ok(parameters.some(isBoolean) || parameters.length > PARAMETERS, text)
  }
  const fine = [
    'function f(on: boolean) {}',
    'export class C { #m(on: boolean) {} }',
    'export function f({ on = false }: { on?: boolean }) {}',
    'export function f(test: (on: boolean) => void) {}',
    'export function f(this: boolean, a, b, c, d) {}',
  ]
  for (const text of fine) {
    const found = calleesOf(text).filter(
      ({ parameters }) => parameters.some(isBoolean) || parameters.length > PARAMETERS,
    )
    assert.deepEqual(found, [], text)
  }
})

function unexcused(found: Callee[]): string[] {
  return found.map(({ name }) => name).filter((name) => !Object.hasOwn(exceptions, name))
}

/** Exported functions and types of functions, and public methods of exported classes and interfaces. */
function calleesOf(text: string): Callee[] {
  const { body } = parseAst(text, { lang: 'ts' }) as unknown as { body: Node[] }
  return body.flatMap((statement) => {
    if (!statement.type.startsWith('Export')) return []
    const declared = statement['declaration'] as Node | null
    return declared === null || declared === undefined ? [] : declaredIn(declared)
  })
}

function declaredIn(node: Node): Callee[] {
  const name = nameOf(node)
  if (node.type === 'VariableDeclaration') {
    return (node['declarations'] as Node[]).flatMap((one) =>
      callee(nameOf(one), one['init'] as Node | null),
    )
  }
  if (node.type === 'TSTypeAliasDeclaration') return callee(name, node['typeAnnotation'] as Node)
  if (node.type === 'ClassDeclaration' || node.type === 'TSInterfaceDeclaration') {
    const { body } = node['body'] as { body: Node[] }
    return body.filter(isPublic).flatMap((member) => {
      const value = (member['value'] ?? annotation(member) ?? member) as Node
      return callee(`${name}.${nameOf(member)}`, value)
    })
  }
  return callee(name, node)
}

function callee(name: string, node: Node | null): Callee[] {
  const parameters = node?.['params'] as Node[] | undefined
  if (!Array.isArray(parameters)) return []
  return [{ name, parameters: parameters.filter((one) => nameOf(one) !== 'this') }]
}

/** What a property of an interface is. */
function annotation(member: Node): unknown {
  if (member.type !== 'TSPropertySignature') return undefined
  return (member['typeAnnotation'] as Node | null)?.['typeAnnotation']
}

function isPublic(member: Node): boolean {
  return (member['key'] as Node | undefined)?.type !== 'PrivateIdentifier'
}

function nameOf(node: Node): string {
  const named = (node['id'] ?? node['key'] ?? node) as { name?: string }
  return named.name ?? ''
}

/** True for a parameter that is a boolean, or may be one beside undefined. */
function isBoolean(parameter: Node): boolean {
  const at = parameter.type === 'AssignmentPattern' ? (parameter['left'] as Node) : parameter
  const preset = (parameter['right'] as { value?: unknown } | undefined)?.value
  const type = (at['typeAnnotation'] as Node | null | undefined)?.['typeAnnotation']
  return typeof preset === 'boolean' || isBooleanType(type as Node | undefined)
}

function isBooleanType(type: Node | undefined): boolean {
  if (type?.type === 'TSUnionType') return (type['types'] as Node[]).some(isBooleanType)
  return type?.type === 'TSBooleanKeyword'
}
