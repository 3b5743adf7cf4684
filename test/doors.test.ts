/** What each door shows. A new or lost name is a line in this file, to be seen in review. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

interface Door {
  values: string[]
  types: string[]
}

const doors: Record<string, Door> = {
  '.': {
    values: [
      'LiveComponent',
      'LiveError',
      'LiveView',
      'MESSAGE_BYTES',
      'apushToView',
      'asyncResult',
      'call',
      'checkCsrf',
      'checkMessageSize',
      'component',
      'context',
      'createApp',
      'csrfToken',
      'each',
      'event',
      'eventHandler',
      'flash',
      'form',
      'html',
      'js',
      'liveView',
      'memo',
      'onMount',
      'publish',
      'pushToView',
      'raw',
      'stream',
      'svg',
      'textStream',
    ],
    types: [
      'App',
      'AppOptions',
      'AsyncResult',
      'Block',
      'ChannelLayer',
      'Clock',
      'Commands',
      'Context',
      'EachKey',
      'EachOptions',
      'ErrorCode',
      'EventContext',
      'EventOptions',
      'FlashOptions',
      'Form',
      'FormErrors',
      'FormField',
      'FormOptions',
      'FormRow',
      'HostOptions',
      'HttpHandler',
      'Identity',
      'InsertOptions',
      'Layout',
      'LayoutParts',
      'Leaving',
      'Limits',
      'LiveOptions',
      'LiveRequest',
      'LiveViewClass',
      'Logger',
      'Motion',
      'MountHook',
      'NamedPush',
      'Outcome',
      'PageMeta',
      'Params',
      'PatchTo',
      'Permissions',
      'Push',
      'QueryValues',
      'RateLimit',
      'RouteParams',
      'Session',
      'Stream',
      'StreamOptions',
      'StreamSource',
      'Submitted',
      'Surroundings',
      'Target',
      'TaskContext',
      'TemplateEngine',
      'TemplateSource',
      'TextStream',
      'Undoable',
      'User',
      'ViewOptions',
      'Where',
    ],
  },
  './client': {
    values: ['Hook', 'defineHooks', 'js', 'registerCommand'],
    types: [
      'Command',
      'Commands',
      'ConnectionState',
      'CustomCommand',
      'HookCallbacks',
      'HookClass',
      'HookContext',
      'HookDefinition',
      'HookDefinitions',
      'HookObject',
      'Motion',
      'Registry',
      'Target',
      'Undoable',
      'Where',
    ],
  },
  './liquid': { values: ['liquid'], types: ['LiquidEngine', 'LiquidOptions'] },
  './nats': { values: ['natsLayer'], types: ['NatsConnection', 'NatsLayerOptions'] },
  './node': {
    values: ['attachSockets', 'listen', 'nodeHandler'],
    types: ['ListenOptions', 'Listening'],
  },
  './redis': {
    values: ['redisLayer'],
    types: ['IoRedisClient', 'NodeRedisClient', 'RedisClient', 'RedisLayerOptions'],
  },
  './testing': { values: ['layerSuite'], types: ['LayerSuiteOptions'] },
}

const fileOf = (door: string): string => (door === '.' ? 'index' : door.slice(2))

function read(file: string): Door {
  const text = readFileSync(`src/${file}.ts`, 'utf8').replace(/\/\*\*[\s\S]*?\*\//, '')
  const statement = /export (type )?\{([^}]*)\} from '\.\/[a-z/-]+\.ts'\n?/g
  assert.equal(text.replace(statement, '').trim(), '', `src/${file}.ts holds more than re-exports`)
  const door: Door = { values: [], types: [] }
  for (const [, isType, names] of text.matchAll(statement)) {
    const list = names!.split(',').map((name) => name.trim().split(' as ').at(-1)!)
    door[isType ? 'types' : 'values'].push(...list.filter(Boolean))
  }
  return { values: door.values.sort(), types: door.types.sort() }
}

for (const [door, expected] of Object.entries(doors)) {
  test(`the door "overwire${door.slice(1)}" shows the listed names`, async () => {
    assert.deepEqual(read(fileOf(door)), expected)
  })
}

test('the built doors export what their sources say', async () => {
  for (const [door, { values }] of Object.entries(doors)) {
    const module = (await import(`../dist/${fileOf(door)}.js`)) as object
    assert.deepEqual(Object.keys(module).sort(), values)
  }
})

test('package.json has a key for each door and no other', () => {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    exports: Record<string, string | { types: string; default: string }>
  }
  const files = readdirSync('src').filter((name) => name.endsWith('.ts'))
  const keys = Object.keys(doors)
  assert.deepEqual(files.sort(), keys.map((door) => `${fileOf(door)}.ts`).sort())
  // Tools read package.json itself.
  assert.deepEqual(Object.keys(exports).sort(), [...keys, './package.json'].sort())
  for (const door of keys) {
    const file = `./dist/${fileOf(door)}`
    assert.deepEqual(exports[door], { types: `${file}.d.ts`, default: `${file}.js` })
  }
})
