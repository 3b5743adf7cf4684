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
      'Namespace',
      'asyncResult',
      'call',
      'checkCsrf',
      'checkMessageSize',
      'component',
      'context',
      'createApp',
      'csrfToken',
      'defineTopic',
      'each',
      'event',
      'flash',
      'form',
      'html',
      'js',
      'liveView',
      'memo',
      'memoryStore',
      'onMount',
      'portal',
      'publish',
      'pushToView',
      'putFlash',
      'raw',
      'serverOf',
      'stream',
      'svg',
      'textStream',
      'to',
    ],
    types: [
      'Address',
      'App',
      'AppMetrics',
      'AppOptions',
      'AppServer',
      'AsyncResult',
      'Block',
      'ChannelLayer',
      'Clock',
      'Commands',
      'Commit',
      'ConnectionWords',
      'Context',
      'EachKey',
      'EachOptions',
      'ErrorCode',
      'ErrorInfo',
      'ErrorPageParts',
      'EventContext',
      'EventOptions',
      'ExternalAddress',
      'FieldPath',
      'FileClaim',
      'FlashOptions',
      'Form',
      'FormErrors',
      'FormField',
      'FormOptions',
      'FormRow',
      'Guard',
      'HostOptions',
      'HttpHandler',
      'HttpOptions',
      'Identity',
      'IncomingFile',
      'InsertOptions',
      'Layout',
      'LayoutParts',
      'Limits',
      'LiveOptions',
      'LiveRequest',
      'LiveViewClass',
      'Logger',
      'MessageOf',
      'Motion',
      'MountHook',
      'NamedPush',
      'OnError',
      'Outcome',
      'PageContent',
      'PageMeta',
      'Params',
      'PatchTo',
      'Permissions',
      'PortalOptions',
      'Push',
      'QueryValues',
      'RateLimit',
      'Raw',
      'RawOptions',
      'RenderErrorPage',
      'RenderPage',
      'RouteParams',
      'Session',
      'SessionRevocations',
      'StateStore',
      'StoredWindow',
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
      'Topic',
      'TopicKey',
      'Undoable',
      'Upload',
      'UploadEntry',
      'UploadFailure',
      'UploadOptions',
      'UploadState',
      'UploadStore',
      'UploadedFile',
      'User',
      'ViewOptions',
      'Where',
      'WindowsToClose',
    ],
  },
  './handlers': {
    values: ['liveviewHandler', 'liveviewRegistry', 'liveviewRoomUuid', 'send', 'uploadList'],
    types: [
      'AuthorizeRoom',
      'Consumer',
      'Content',
      'FieldUploadOptions',
      'FieldValue',
      'FormFields',
      'Handler',
      'HandlerOptions',
      'Html',
      'Issues',
      'LiveviewRegistry',
      'Middleware',
      'Registered',
      'SendData',
      'SendOptions',
      'TimerOptions',
    ],
  },
  './signals': {
    values: [
      'BROADCAST',
      'SERVER',
      'SESSION',
      'SYNC',
      'USER',
      'WINDOW',
      'WindowInfo',
      'addWindowInfoMiddleware',
      'disconnectSignals',
      'everyone',
      'hasPerm',
      'isAnonymous',
      'isAuthenticated',
      'isStaff',
      'isSuperuser',
      'jsCall',
      'jsCalls',
      'listSignals',
      'serializedForm',
      'serverSide',
      'setWebsocketTopics',
      'signal',
      'trigger',
      'userFields',
      'windowInfo',
    ],
    types: [
      'ArgsSchema',
      'Checked',
      'FormPair',
      'JsCall',
      'JsCallOptions',
      'Permission',
      'Signal',
      'SignalArgs',
      'SignalFunction',
      'SignalOptions',
      'SignalTarget',
      'SignalTask',
      'Source',
      'TaskUpload',
      'TriggerOptions',
      'TriggerWith',
      'Triggered',
      'WindowInfoData',
      'WindowInfoMiddleware',
    ],
  },
  './tasks': {
    values: ['failedTasks', 'memoryQueue', 'retryTask', 'schedule'],
    types: [
      'FailedTask',
      'MemoryQueueOptions',
      'RunTask',
      'RunningTask',
      'Schedule',
      'ScheduleOptions',
      'ScheduledTask',
      'Task',
      'TaskQueue',
      'TaskWorker',
      'WorkOptions',
    ],
  },
  './presence': {
    values: ['presence'],
    types: ['Attendee', 'Person', 'Presence', 'PresenceChange', 'TrackOptions'],
  },
  './compat': { values: ['apushToView', 'eventHandler'], types: [] },
  './node': {
    values: ['attachSockets', 'discover', 'diskUploads', 'listen', 'nodeHandler'],
    types: ['DiscoverOptions', 'DiskUploadsOptions', 'ListenOptions', 'Listening'],
  },
  './liquid': { values: ['liquid'], types: ['LiquidEngine', 'LiquidOptions'] },
  './bullmq': { values: ['bullmqQueue'], types: ['BullmqOptions'] },
  './testing': {
    values: [
      'Locator',
      'SignalQueue',
      'TestClock',
      'TestPage',
      'WindowRefusal',
      'adapterSuite',
      'assertThat',
      'layerSuite',
      'matchers',
      'openPage',
      'openWindow',
      'queueSuite',
      'renderView',
      'smoke',
      'storeSuite',
      'testConsumer',
      'uploadStoreSuite',
    ],
    types: [
      'AdapterSuiteOptions',
      'Assertions',
      'CallContent',
      'LayerSuiteOptions',
      'MatchResult',
      'OpenPageOptions',
      'OpenWindowOptions',
      'QueueCase',
      'QueueSuiteOptions',
      'RenderViewOptions',
      'RoleOptions',
      'Sent',
      'ServedHost',
      'ServerSignal',
      'SignalQueueOptions',
      'SmokeFault',
      'SmokeOptions',
      'SmokeReport',
      'SmokeSkip',
      'StoreSuiteOptions',
      'TestConsumer',
      'TestConsumerOptions',
      'TestWindow',
      'TextMatcher',
      'Transport',
      'WindowSignal',
    ],
  },
  './client': {
    values: ['Hook', 'callSignal', 'connect', 'defineHooks', 'js', 'registerCommand'],
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
      'SignalListener',
      'Target',
      'Undoable',
      'Where',
    ],
  },
  './redis': {
    values: ['redisLayer', 'redisRevocations', 'redisStore'],
    types: [
      'IoRedisClient',
      'IoRedisKeys',
      'IoRedisScripts',
      'NodeRedisClient',
      'NodeRedisKeys',
      'NodeRedisScripts',
      'RedisClient',
      'RedisLayerOptions',
      'RedisRevocationsOptions',
      'RedisStoreOptions',
    ],
  },
  './express': { values: ['overwire'], types: ['ExpressMiddleware'] },
  './fastify': { values: ['overwire'], types: ['FastifyHost', 'FastifyPlugin'] },
  './bun': {
    values: ['overwire'],
    types: ['BunOptions', 'BunServer', 'BunSocket', 'BunSocketData'],
  },
  './hono': { values: ['overwire'], types: ['HonoContext', 'HonoMiddleware'] },
  './vite': { values: ['overwire'], types: ['DecoratorPlugin'] },
  './vitest': { values: ['expect'], types: [] },
  './lmdb': { values: ['lmdbStore'], types: [] },
  './s3': { values: ['s3Uploads'], types: ['S3UploadsOptions'] },
  './nats': { values: ['natsLayer'], types: ['NatsConnection', 'NatsLayerOptions'] },
}

const files: Record<string, string> = { '.': 'index', './client': 'page-api' }
const fileOf = (door: string): string => files[door] ?? door.slice(2)

function read(file: string): Door {
  const text = readFileSync(`src/${file}.ts`, 'utf8').replace(/\/\*\*[\s\S]*?\*\//, '')
  const statement = /export (type )?\{([^}]*)\} from '\.\/[a-z0-9/-]+\.ts'\n?/g
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
    const file = `../dist/${fileOf(door)}.js`
    const module = (await import(new URL(file, import.meta.url).href)) as object
    assert.deepEqual(Object.keys(module).sort(), values)
  }
})

test('package.json has a key for each door and no other', () => {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    exports: Record<string, string | { types: string; default: string }>
  }
  const sources = readdirSync('src').filter((name) => name.endsWith('.ts'))
  const keys = Object.keys(doors)
  assert.deepEqual(sources.sort(), keys.map((door) => `${fileOf(door)}.ts`).sort())
  // Tools read package.json itself.
  assert.deepEqual(Object.keys(exports).sort(), [...keys, './package.json'].sort())
  for (const door of keys) {
    const file = `./dist/${fileOf(door)}`
    assert.deepEqual(exports[door], { types: `${file}.d.ts`, default: `${file}.js` })
  }
})
