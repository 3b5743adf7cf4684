/** The one list of examples: the index page, the layout and the routes read it. */
import type { App, LiveViewClass } from 'overwire'
import { addAlarms } from '../alarms/alarms.ts'
import { Chat } from '../chat/chat.ts'
import { Assistant } from '../assistant/assistant.ts'
import { Chart } from '../chart/chart.ts'
import { Counter } from '../counter/counter.ts'
import { addPictures, Jobs } from '../jobs/jobs.ts'
import { addMinimal } from '../minimal/minimal.ts'
import { addSnake } from '../snake/snake.ts'
import { Panels } from '../panels/panels.ts'
import { ProductPage } from '../products/product-page.ts'
import { Products } from '../products/products.ts'
import { addPhotoFiles, Photos } from '../photos/photos.ts'
import { Note } from '../note/note.ts'
import { Report } from '../report/report.ts'
import { Search } from '../search/search.ts'
import { Signup } from '../signup/signup.ts'
import { addSignals } from '../signals/signals.ts'
import { base } from '../starter/address.ts'
import { setUp as addStarter } from '../starter/starter.ts'
import { Table } from '../table/table.ts'
import { Team } from '../team/team.ts'
import { Ticker } from '../ticker/ticker.ts'
import { Todos } from '../todos/todos.ts'
import { addUnbreakable } from '../unbreakable/open.ts'
import { readSource } from './source.ts'
import type { Source } from './source.ts'

/** What the menu calls its parts. */
export const groups = [
  'Views',
  'Lists and forms',
  'Real time',
  'Handlers',
  'Signals and jobs',
  'Sites',
] as const

export interface Example {
  path: string
  group: (typeof groups)[number]
  title: string
  sentence: string
  view?: LiveViewClass
  /** Further pages, by their paths below its own. */
  pages?: Record<string, LiveViewClass>
  /** Adds routes and schedules as it likes; without a view also the page at its path, with its title. */
  setUp?: (app: App) => void
  /** Where it begins, when it is a site with a layout of its own; the gallery's page leads there. */
  site?: string
  /** Its files, the view or what sets it up first. */
  sources: Source[]
  /** What its page loads, such as `chart/chart.css` and `chart/chart-hook.js`. */
  assets?: string[]
  /** What those import from packages. */
  libraries?: string[]
}

export const examples: Example[] = [
  {
    path: '/counter',
    group: 'Views',
    title: 'Counter',
    sentence: 'A field, a method and a template: all there is to a live page.',
    view: Counter,
    sources: [readSource('counter/counter.ts')],
  },
  {
    path: '/todos',
    group: 'Lists and forms',
    title: 'Todos',
    sentence: 'A list in an SQL database, with a schema that says what a title must be.',
    view: Todos,
    sources: [readSource('todos/todos.ts'), readSource('todos/database.ts')],
  },
  {
    path: '/search',
    group: 'Lists and forms',
    title: 'Search',
    sentence: 'Thousands of rows, searched while you type; only what differs is sent.',
    view: Search,
    sources: [readSource('search/search.ts'), readSource('search/database.ts')],
  },
  {
    path: '/table',
    group: 'Lists and forms',
    title: 'Table',
    sentence: 'A thousand keyed rows to sort, swap, change and remove.',
    view: Table,
    sources: [readSource('table/table.ts'), readSource('table/rows.ts')],
  },
  {
    path: '/products',
    group: 'Lists and forms',
    title: 'Products',
    sentence:
      'A shop of 300 products: what is searched, sorted and turned to stands in the address.',
    view: Products,
    pages: { '/products/:id': ProductPage },
    sources: ['products', 'product-page', 'database', 'money', 'stock'].map((file) =>
      readSource(`products/${file}.ts`),
    ),
    assets: ['products/products.css'],
  },
  {
    path: '/signup',
    group: 'Lists and forms',
    title: 'Signup',
    sentence:
      'A form in three steps: one schema each, errors where they belong, nothing typed is lost.',
    view: Signup,
    sources: ['signup', 'rules', 'database'].map((file) => readSource(`signup/${file}.ts`)),
    assets: ['signup/signup.css'],
  },
  {
    path: '/chart',
    group: 'Views',
    title: 'Chart',
    sentence: 'A chart library, kept alive by a hook while the server measures itself.',
    view: Chart,
    sources: [readSource('chart/chart.ts'), readSource('chart/chart-hook.js')],
    assets: ['uplot/dist/uPlot.min.css', 'chart/chart.css', 'chart/chart-hook.js'],
    libraries: ['chart/language.js', 'uplot/dist/uPlot.esm.js'],
  },
  {
    path: '/ticker',
    group: 'Real time',
    title: 'Ticker',
    sentence: 'Prices that tick: one state, one render and the same bytes for every window.',
    view: Ticker,
    sources: [readSource('ticker/ticker.ts'), readSource('ticker/market.ts')],
    assets: ['ticker/ticker.css'],
  },
  {
    path: '/note',
    group: 'Views',
    title: 'Note',
    sentence: 'One text for everybody: one person writes a paragraph, the others watch it grow.',
    view: Note,
    sources: [readSource('note/note.ts'), readSource('note/paragraphs.ts')],
    assets: ['note/note.css'],
  },
  {
    path: '/photos',
    group: 'Lists and forms',
    title: 'Photos',
    sentence:
      'Files with previews and progress, which go on after a lost connection; all see what is shared.',
    view: Photos,
    setUp: addPhotoFiles,
    sources: [readSource('photos/photos.ts'), readSource('photos/album.ts')],
    assets: ['photos/photos.css'],
  },
  {
    path: '/chat',
    group: 'Real time',
    title: 'Chat',
    sentence: 'Rooms where the page has the messages, and the server keeps only their names.',
    view: Chat,
    pages: { '/chat/:room': Chat },
    sources: [readSource('chat/chat.ts'), readSource('chat/messages.ts')],
    assets: ['chat/chat.css'],
  },
  {
    path: '/report',
    group: 'Views',
    title: 'Report',
    sentence: 'Work that takes its time: how far it is, a way to stop it, and what if it fails.',
    view: Report,
    sources: [readSource('report/report.ts'), readSource('report/sales.ts')],
    assets: ['report/report.css'],
  },
  {
    path: '/panels',
    group: 'Views',
    title: 'Panels',
    sentence: 'Tabs, a menu, an accordion and a dialog that never ask the server.',
    view: Panels,
    sources: ['panels', 'tabs', 'size-menu', 'ring', 'flip', 'content'].map((file) =>
      readSource(`panels/${file}.ts`),
    ),
    assets: ['panels/panels.css'],
  },
  {
    path: '/assistant',
    group: 'Views',
    title: 'Assistant',
    sentence: 'An answer that grows word by word; only the new words cross the network.',
    view: Assistant,
    sources: [readSource('assistant/assistant.ts'), readSource('assistant/babble.ts')],
    assets: ['assistant/assistant.css'],
  },
  {
    path: '/unbreakable',
    group: 'Views',
    title: 'Unbreakable',
    sentence: 'A button kills the server. The page, what is typed and every click outlive it.',
    site: '/unbreakable/open',
    setUp: addUnbreakable,
    sources: ['unbreakable.ts', 'way-back.js', 'server.ts', 'supervisor.ts', 'open.ts'].map(
      (file) => readSource(`unbreakable/${file}`),
    ),
  },
  {
    path: '/minimal',
    group: 'Handlers',
    title: 'Minimal',
    sentence: 'One file: a page, and a named function on the server that answers with HTML.',
    setUp: addMinimal,
    sources: [readSource('minimal/minimal.ts')],
    assets: ['minimal/minimal.css'],
  },
  {
    path: '/snake',
    group: 'Handlers',
    title: 'Snake',
    sentence: 'A game for many windows at ten steps a second; only changed cells travel.',
    setUp: addSnake,
    sources: [readSource('snake/snake.ts'), readSource('snake/game.ts')],
    assets: ['snake/snake.css'],
  },
  {
    path: '/signals',
    group: 'Signals and jobs',
    title: 'Signals',
    sentence: 'One window, a user, a topic, everybody or the server: whom a trigger reaches.',
    setUp: addSignals,
    sources: ['signals.ts', 'functions.ts', 'people.ts', 'log.js'].map((file) =>
      readSource(`signals/${file}`),
    ),
    assets: ['signals/signals.css', 'signals/log.js'],
  },
  {
    path: '/jobs',
    group: 'Signals and jobs',
    title: 'Jobs',
    sentence: 'Pictures that workers draw: progress, another attempt, dead letters, a schedule.',
    view: Jobs,
    setUp: addPictures,
    sources: ['jobs', 'functions', 'julia', 'database'].map((file) =>
      readSource(`jobs/${file}.ts`),
    ),
    assets: ['jobs/jobs.css'],
  },
  {
    path: '/team',
    group: 'Real time',
    title: 'Team',
    sentence: 'Who is here, who types and who is away, across two nodes of a cluster.',
    view: Team,
    pages: { '/team/:room': Team },
    sources: [readSource('team/team.ts'), readSource('team/messages.ts')],
    assets: ['team/team.css'],
  },
  {
    path: '/starter',
    group: 'Sites',
    title: 'Starter',
    sentence:
      'A site to start from: rendered for everybody, changed by handlers, in three languages.',
    site: base,
    setUp: addStarter,
    sources: [
      ...['starter', 'site', 'page', 'address', 'handlers', 'cat-pages', 'notes-page'],
      ...[
        'other-pages',
        'comments',
        'load',
        'loading',
        'fields',
        'rules',
        'routes',
        'photos',
        'papers',
      ],
      ...['database', 'texts', 'texts-en'],
    ].map((file) => readSource(`starter/${file}.ts`)),
  },
  {
    path: '/alarms',
    group: 'Signals and jobs',
    title: 'Alarms',
    sentence: 'A table that all windows see change, with a dialog and a form that have addresses.',
    setUp: addAlarms,
    sources: ['alarms', 'alerts-table', 'alert-dialog', 'alert-form', 'database'].map((file) =>
      readSource(`alarms/${file}.ts`),
    ),
    assets: ['alarms/alarms.css'],
  },
]
