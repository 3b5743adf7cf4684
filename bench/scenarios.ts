/** Which frameworks take part in a scenario, and which of its figures are shown and compared. */
import { frameworkNames, type FrameworkName, type ScenarioName } from './measure/job.ts'

export interface Figure {
  key: string
  title: string
  digits: number
  /** Shown as a ratio to raw-ws and to each peer too. */
  compared?: boolean
}

export interface ScenarioPlan {
  title: string
  frameworks: readonly FrameworkName[]
  figures: readonly Figure[]
}

const loopFigures: Figure[] = [
  { key: 'events_per_s', title: 'events/s', digits: 0, compared: true },
  { key: 'server_cpu_us_per_event', title: 'CPU µs/event', digits: 1, compared: true },
  { key: 'p50_ms', title: 'p50 ms', digits: 2 },
  { key: 'p99_ms', title: 'p99 ms', digits: 2 },
  { key: 'bytes_up', title: 'bytes up', digits: 0 },
  { key: 'bytes_down', title: 'bytes down', digits: 0 },
  { key: 'rss_mb', title: 'RSS MB', digits: 0 },
  { key: 'server_cores', title: 'server cores', digits: 2 },
  { key: 'driver_cores', title: 'driver cores', digits: 2 },
]

const broadcastFigures: Figure[] = [
  { key: 'median_ms', title: 'median ms', digits: 1, compared: true },
  { key: 'us_per_delivery', title: 'CPU µs/delivery', digits: 1, compared: true },
  { key: 'bytes_down', title: 'bytes down', digits: 0 },
  { key: 'rss_mb', title: 'RSS MB', digits: 0 },
]

const pageFigures: Figure[] = [
  { key: 'requests_per_s', title: 'requests/s', digits: 0, compared: true },
  { key: 'us_per_request', title: 'CPU µs/request', digits: 0, compared: true },
  { key: 'p50_ms', title: 'p50 ms', digits: 2 },
  { key: 'p99_ms', title: 'p99 ms', digits: 2 },
  { key: 'html_bytes', title: 'HTML bytes', digits: 0 },
  { key: 'gzip_bytes', title: 'gzip bytes', digits: 0 },
  { key: 'server_cores', title: 'server cores', digits: 2 },
  { key: 'driver_cores', title: 'driver cores', digits: 2 },
]

const pageless: readonly FrameworkName[] = ['socket.io', 'liveviewjs', 'overwire']

export const plans: Record<ScenarioName, ScenarioPlan> = {
  S1: {
    title: 'counter, 50 connections, closed loop',
    frameworks: frameworkNames,
    figures: loopFigures,
  },
  S2: {
    title: 'table of 1,000 rows, one row changes, 4 connections',
    frameworks: pageless,
    figures: loopFigures,
  },
  S2memo: {
    title: 'the same with remembered rows (liveviewjs: a component per row)',
    frameworks: ['liveviewjs', 'overwire'],
    figures: loopFigures,
  },
  S3: {
    title: 'table of 1,000 rows, every 10th label changes, 4 connections',
    frameworks: pageless,
    figures: loopFigures,
  },
  S4: {
    title: 'idle windows of the counter page',
    frameworks: frameworkNames,
    figures: [
      { key: 'conns', title: 'windows', digits: 0 },
      { key: 'kb_per_view', title: 'RSS KB/view', digits: 1, compared: true },
      { key: 'heap_kb_per_view', title: 'heap KB/view', digits: 1, compared: true },
      { key: 'rss_mb', title: 'RSS MB', digits: 0 },
    ],
  },
  S5: {
    title: 'one publish to 1,000 windows, each rendered on its own (raw-ws: a pre-built frame)',
    frameworks: frameworkNames,
    figures: broadcastFigures,
  },
  S5shared: {
    title: 'the same with one view that all windows share (raw-ws: the same bytes)',
    frameworks: ['raw-ws', 'overwire'],
    figures: broadcastFigures,
  },
  S6: {
    title: 'HTTP GET of the table page, 8 connections (raw-ws: a constant string)',
    frameworks: ['raw-ws', 'liveviewjs', 'overwire'],
    figures: pageFigures,
  },
  S6hand: {
    title:
      'HTTP GET of the table page, whose rows are made for each request (raw-ws: the same HTML by hand)',
    frameworks: ['raw-ws', 'overwire'],
    figures: pageFigures,
  },
  S7: {
    title: 'socket opened to first confirmed join of the table page',
    frameworks: ['liveviewjs', 'overwire'],
    figures: [
      { key: 'median_ms', title: 'median ms', digits: 2, compared: true },
      { key: 'bytes_down', title: 'bytes down', digits: 0, compared: true },
    ],
  },
  S8: {
    title: 'S1 with static durable = true, stored by LMDB before each answer',
    frameworks: ['overwire'],
    figures: loopFigures,
  },
  S8redis: {
    title: 'S8, stored by Redis',
    frameworks: ['overwire'],
    figures: loopFigures,
  },
  S9: {
    title: 'a counter beside views in threads that burn 500 ms of CPU per event',
    frameworks: ['overwire'],
    figures: [
      { key: 'idle_p50_ms', title: 'p50 ms idle', digits: 2 },
      { key: 'busy_p50_ms', title: 'p50 ms busy', digits: 2 },
      { key: 'busy_p99_ms', title: 'p99 ms busy', digits: 2 },
      { key: 'busy_over_idle', title: 'busy / idle', digits: 2 },
      { key: 'burned', title: 'events burned', digits: 0 },
    ],
  },
  S5cluster: {
    title:
      'S5 with half of the windows at each of two nodes, over Redis (raw-ws: ws and Redis by hand)',
    frameworks: ['raw-ws', 'overwire'],
    figures: [
      { key: 'median_ms', title: 'median ms', digits: 1, compared: true },
      { key: 'bytes_down', title: 'bytes down', digits: 0 },
    ],
  },
  S11: {
    title: '200 MB are uploaded while ten windows count (raw-ws: a form, by busboy)',
    frameworks: ['raw-ws', 'overwire'],
    figures: [
      { key: 'mb_per_s', title: 'MB/s', digits: 0, compared: true },
      { key: 'p99_ms', title: 'p99 ms of events', digits: 1 },
      { key: 'rss_growth_mb', title: 'RSS growth MB', digits: 0 },
      { key: 'server_cpu_ms', title: 'server CPU ms', digits: 0, compared: true },
      { key: 'server_cores', title: 'server cores', digits: 2 },
      { key: 'driver_cores', title: 'driver cores', digits: 2 },
    ],
  },
  S10: {
    title: '2,000 windows, each calls a handler twice a second',
    frameworks: ['overwire'],
    figures: [
      { key: 'calls', title: 'calls', digits: 0 },
      { key: 'failed', title: 'failed', digits: 0 },
      { key: 'p50_ms', title: 'p50 ms', digits: 2 },
      { key: 'p99_ms', title: 'p99 ms', digits: 2 },
      { key: 'server_cpu_us_per_event', title: 'CPU µs/call', digits: 1 },
      { key: 'server_cores', title: 'server cores', digits: 2 },
      { key: 'driver_cores', title: 'driver cores', digits: 2 },
    ],
  },
}
