/**
 * Imports go one way: a room may import the rooms listed for it, nothing imports a door, and only the
 * edges touch a runtime or a library. The few exceptions stand here by name, each with its reason.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path/posix'
import { test } from 'node:test'

/** Who may import whom, ground floor first. A room may always import itself, a door any room. */
const rooms: Record<string, string[]> = {
  base: [],
  wire: ['base'],
  template: ['base', 'wire'],
  pubsub: ['base'],
  tasks: ['base'],
  stores: ['base'],
  uploads: ['base'],
  window: ['base', 'wire', 'template', 'pubsub'],
  'live/page': ['base', 'wire', 'template', 'window', 'uploads'],
  'live/form': ['base'],
  'live/view': ['base', 'wire', 'template', 'pubsub', 'uploads', 'live/page'],
  'live/children': ['base', 'wire', 'template', 'window', 'live/page', 'live/form', 'live/view'],
  'live/instance': [
    'base',
    'wire',
    'template',
    'pubsub',
    'window',
    'uploads',
    'live/page',
    'live/form',
    'live/view',
    'live/children',
  ],
  'live/shared': ['base', 'wire', 'template', 'window', 'live/page', 'live/view', 'live/instance'],
  'live/worker': [
    'base',
    'wire',
    'template',
    'pubsub',
    'window',
    'live/page',
    'live/view',
    'live/instance',
  ],
  audience: ['base', 'wire', 'pubsub', 'window', 'live/page'],
  handlers: ['base', 'wire', 'template', 'uploads', 'window', 'live/page', 'live/view', 'audience'],
  signals: [
    'base',
    'wire',
    'uploads',
    'window',
    'live/page',
    'live/form',
    'live/view',
    'tasks',
    'audience',
    'handlers',
  ],
  presence: ['base', 'window', 'pubsub', 'live/page', 'live/view', 'handlers'],
  server: [
    'base',
    'wire',
    'template',
    'pubsub',
    'tasks',
    'stores',
    'uploads',
    'window',
    'live/page',
    'live/view',
    'live/instance',
    'live/shared',
    'live/worker',
    'audience',
    'handlers',
    'signals',
    'presence',
  ],
  adapters: ['base', 'wire', 'pubsub', 'live/page', 'live/worker', 'server', 'databases'],
  liquid: ['base', 'wire', 'template', 'live/page', 'handlers', 'signals', 'server'],
  layers: ['base', 'pubsub'],
  queues: ['base', 'tasks', 'layers'],
  databases: ['base', 'stores', 'uploads', 'server', 'layers'],
  vite: ['base'],
  cli: [
    'base',
    'pubsub',
    'tasks',
    'live/view',
    'audience',
    'signals',
    'server',
    'adapters',
    'layers',
    'queues',
  ],
  client: ['base', 'wire'],
  features: ['base', 'wire', 'client'],
  testing: [
    'base',
    'wire',
    'template',
    'live/instance',
    'pubsub',
    'tasks',
    'stores',
    'uploads',
    'window',
    'live/page',
    'live/view',
    'audience',
    'handlers',
    'signals',
    'server',
    'adapters',
  ],
}

/** Rooms that may import `node:` and libraries: they carry bytes, bring one library in, or run tests. */
const edges = ['adapters', 'vite', 'liquid', 'layers', 'queues', 'databases', 'testing', 'cli']

/** Libraries inside the other rooms: `file module` and why. */
const libraries: Record<string, string> = {
  'base/ids.ts @noble/hashes/hmac.js':
    'signs tokens; pure, so it runs where node:crypto is missing',
  'base/ids.ts @noble/hashes/sha2.js': 'hashes templates at once; the web’s own digest is async',
  'pubsub/message.ts devalue':
    'carries dates, maps, sets and cycles between processes; pure, without dependencies',
  'live/instance/state-text.ts devalue': 'the same between a server that stops and the next one',
  'server/routes.ts rou3': 'matches paths; pure, without dependencies, and types the parameters',
  'server/trusted-proxies.ts ipaddr.js': 'reads addresses and networks; pure, without dependencies',
  'tasks/schedule.ts croner': 'reads cron expressions; pure, without dependencies',
  'template/check-html.ts parse5': 'builds trees as browsers do; loaded in development only',
  'live/view/schema.ts type @standard-schema/spec': 'the interface of schemas; types only',
  'live/form/form.ts type @standard-schema/spec': 'the interface of schemas; types only',
  'server/form-lists.ts type @standard-schema/spec': 'types of the schemas that users bring',
  'handlers/content.ts type @standard-schema/spec': 'the interface of schemas; types only',
  'handlers/registry.ts type @standard-schema/spec': 'the interface of schemas; types only',
  'signals/checked-args.ts type @standard-schema/spec': 'the interface of schemas; types only',
  'signals/serialized-form.ts type @standard-schema/spec': 'the interface of schemas; types only',
  'signals/signal.ts type @standard-schema/spec': 'the interface of schemas; types only',
  'live/view/event.ts type @standard-schema/spec': 'the interface of schemas; types only',
  'template/check-html.ts type parse5': 'types of the trees',
  'server/form-body.ts @remix-run/multipart-parser':
    'reads forms with files as they come; pure, and loaded with the first such form',
  'server/form-body.ts type @remix-run/multipart-parser': 'types of its parts',
  'server/routes.ts type rou3': 'types of route parameters',
  'uploads/content-type.ts file-type/core':
    'says what a file is by its first bytes; pure, and loaded with the first upload',
}

/** Files that are imported when they are needed only. */
const loadedLate: Record<string, string> = {
  'adapters/view-thread.ts tsx/esm/api': 'only where tsx runs the sources',
  'adapters/equipment.ts ../databases/lmdb-store.ts': 'only for an app with durable views',
  'cli/reach.ts ../layers/nats-layer.ts': 'only where processes meet in NATS',
  'cli/reach.ts ../layers/redis-layer.ts': 'only where they meet in Redis',
  'cli/reach.ts ../queues/bullmq-queue.ts': 'only where tasks wait in Redis',
  'cli/app-module.ts tsx/esm/api': 'only for an app in TypeScript',
  'cli/main.ts ./check.ts': 'a command is loaded when it is said',
  'cli/main.ts ./dead-letters.ts': 'the same',
  'cli/main.ts ./dev.ts': 'the same',
  'cli/main.ts ./doctor.ts': 'the same',
  'cli/main.ts ./generate.ts': 'the same',
  'cli/main.ts ./new.ts': 'the same',
  'cli/main.ts ./push.ts': 'the same',
  'cli/main.ts ./routes.ts': 'the same',
  'cli/main.ts ./worker.ts': 'the same',
  'databases/lmdb-store.ts lmdb': 'an optional peer: only where it is the store',
  'layers/nats-layer.ts @nats-io/transport-node': 'an optional peer: only for an address',
  'layers/redis-layer.ts redis': 'an optional peer: only for an address',
  'server/app-server.ts ../template/check-html.ts':
    'production neither needs parse5 nor pays for it',
  'vite/decorators.ts esbuild': 'an optional peer: only for files with decorators',
  'testing/page/browser.ts happy-dom': 'an optional peer: only for pages without a browser',
  'testing/page/libraries.ts @testing-library/dom': 'an optional peer, the same',
  'testing/page/libraries.ts @testing-library/user-event': 'an optional peer, the same',
  'server/form-body.ts @remix-run/multipart-parser':
    'forms with files, as they come; loaded with the first',
  'uploads/content-type.ts file-type/core': 'the tables of all types, with the first upload',
}

/** Libraries that a door brings along without being asked, reached by static imports. */
const reached: Record<string, string[]> = {
  'index.ts': [
    '@noble/hashes/hmac.js',
    '@noble/hashes/sha2.js',
    'croner',
    'devalue',
    'ipaddr.js',
    'rou3',
  ],
  'handlers.ts': ['@noble/hashes/hmac.js', '@noble/hashes/sha2.js', 'devalue'],
  'signals.ts': ['@noble/hashes/hmac.js', '@noble/hashes/sha2.js', 'croner', 'devalue'],
  'tasks.ts': ['@noble/hashes/hmac.js', '@noble/hashes/sha2.js', 'croner', 'devalue'],
  'presence.ts': ['@noble/hashes/hmac.js', '@noble/hashes/sha2.js', 'devalue'],
  'compat.ts': ['devalue'],
  'bullmq.ts': ['bullmq', 'croner', 'ioredis'],
  'page-api.ts': [],
  'liquid.ts': [
    '@noble/hashes/hmac.js',
    '@noble/hashes/sha2.js',
    'liquidjs',
    'node:fs',
    'node:path',
  ],
  'redis.ts': [],
  's3.ts': ['@aws-sdk/client-s3', '@aws-sdk/lib-storage', 'node:crypto', 'node:stream'],
  'nats.ts': ['node:crypto'],
  'vite.ts': [],
  'testing.ts': [
    '@noble/hashes/hmac.js',
    '@noble/hashes/sha2.js',
    'croner',
    'devalue',
    'ipaddr.js',
    'node:assert/strict',
    'node:cluster',
    'node:crypto',
    'node:events',
    'node:fs',
    'node:fs/promises',
    'node:http',
    'node:os',
    'node:path',
    'node:perf_hooks',
    'node:test',
    'node:timers/promises',
    'node:url',
    'node:v8',
    'node:vm',
    'node:worker_threads',
    'rou3',
    'ws',
  ],
}

interface Import {
  file: string
  specifier: string
  kind: 'static' | 'type' | 'dynamic'
}

const files = (readdirSync('src', { recursive: true }) as string[])
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .sort()
const imports = files.flatMap(importsOf)
/** Load what is no file here: parts of the client by their address, a user's views by their module. */
const byAddress = {
  'client/loader.ts': /import\(url\)/,
  'live/worker/view-classes.ts': /import\(module\)/,
  'adapters/discover.ts': /import\(href\)/,
  'cli/app-module.ts': /import\(href\)/,
}
const isOwn = ({ specifier }: Import): boolean => specifier.startsWith('.')
const target = ({ file, specifier }: Import): string => normalize(join(dirname(file), specifier))
/** `live` has rooms of its own, all others are one room each. */
const room = (file: string): string => {
  const folders = file.split('/').slice(0, -1)
  if (folders.length === 0) return 'door'
  return folders[0] === 'live' ? folders.slice(0, 2).join('/') : folders[0]!
}

function withoutComments(file: string): string {
  return readFileSync(join('src', file), 'utf8').replaceAll(/^\s*(\*|\/\/|\/\*).*$/gm, '')
}

function importsOf(file: string): Import[] {
  const text = withoutComments(file)
  const statements = text.matchAll(
    /^(?:import|export)\s+(type\s)?(?:[\w*{}\s,$]*?\sfrom\s+)?'([^']+)'/gm,
  )
  const calls = text.matchAll(/\bimport\(\s*'([^']+)'/g)
  return [
    ...[...statements].map(([, isType, specifier]): Import => {
      return { file, specifier: specifier!, kind: isType ? 'type' : 'static' }
    }),
    ...[...calls].map(([, specifier]): Import => ({
      file,
      specifier: specifier!,
      kind: 'dynamic',
    })),
  ]
}

test('no import escapes the reading of this file', () => {
  const written = files.flatMap((file) => [
    ...withoutComments(file).matchAll(/\bfrom '|\bimport\(|^import '|\brequire\(/gm),
  ])
  const unread = Object.entries(byAddress)
  for (const [file, call] of unread) assert.match(withoutComments(file), call)
  assert.equal(imports.length, written.length - unread.length)
})

test('rooms import the rooms below them, and no room imports a door', () => {
  const faults: string[] = []
  for (const one of imports.filter(isOwn)) {
    const from = room(one.file)
    const to = room(target(one))
    if (!files.includes(target(one))) faults.push(`${one.file} imports nothing: ${one.specifier}`)
    if (from !== 'door' && !(from in rooms)) faults.push(`${from}/ is not in the list of rooms`)
    if (to === 'door') faults.push(`${one.file} imports a door: ${one.specifier}`)
    else if (from !== 'door' && from !== to && !rooms[from]?.includes(to)) {
      faults.push(`${one.file} -> ${to}/`)
    }
  }
  assert.deepEqual([...new Set(faults)], [])
})

test('runtimes and libraries are used at the edges, and elsewhere as listed', () => {
  const used = imports
    .filter((one) => !isOwn(one) && !edges.includes(room(one.file)))
    .map(({ file, specifier, kind }) => `${file} ${kind === 'type' ? 'type ' : ''}${specifier}`)
  assert.deepEqual([...new Set(used)].sort(), Object.keys(libraries).sort())
})

test('imports at run time are those listed', () => {
  const late = imports.filter((one) => one.kind === 'dynamic')
  assert.deepEqual(
    late.map(({ file, specifier }) => `${file} ${specifier}`).sort(),
    Object.keys(loadedLate).sort(),
  )
})

test('the doors bring along exactly the listed libraries', () => {
  for (const [door, expected] of Object.entries(reached)) {
    const seen = new Set<string>()
    const outside = new Set<string>()
    const visit = (file: string): void => {
      if (seen.has(file)) return
      seen.add(file)
      for (const one of imports) {
        if (one.file !== file || one.kind !== 'static') continue
        if (isOwn(one)) visit(target(one))
        else outside.add(one.specifier)
      }
    }
    visit(door)
    assert.deepEqual([...outside].sort(), expected, door)
  }
})

test('no file imports itself by way of others', () => {
  const done = new Set<string>()
  const visit = (file: string, path: string[]): void => {
    const at = path.indexOf(file)
    assert.equal(at, -1, `A ring: ${[...path.slice(at), file].join(' -> ')}`)
    if (done.has(file)) return
    for (const one of imports) {
      if (one.file === file && isOwn(one)) visit(target(one), [...path, file])
    }
    done.add(file)
  }
  for (const file of files) visit(file, [])
})
