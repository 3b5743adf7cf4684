/** The last things that a server that stops does for its windows. */
import type { Clock } from '../base/clock.ts'
import { carried, withInside } from '../live/instance/carried-view.ts'
import type { CarriedView } from '../live/instance/carried-view.ts'
import { SharedViewer } from '../live/shared/shared-viewer.ts'
import { WindowUploads } from '../handlers/window-uploads.ts'
import { closeUploads } from '../live/view/view-uploads.ts'
import { carriedTopics } from '../audience/carried-topics.ts'
import { callsSettled } from '../window/open-calls.ts'
import { Instance } from '../live/instance/instance.ts'
import { awake } from '../live/instance/hibernate.ts'
import type { SharedState } from '../live/shared/shared-instance.ts'
import type { PageView } from '../live/page/page-view.ts'
import type { CarryOver } from './carrier.ts'
import type { Connection } from './gateway.ts'
import type { Settings } from './settings.ts'
import type { Page } from './page.ts'

/**
 * Takes nothing more from browsers, answers what was taken, and gives each of them the state of its window.
 * @returns when that is done; events have half of `limits.closeMs`.
 */
export async function handOver(
  all: Iterable<Connection>,
  carryOver: CarryOver,
  settings: Settings,
): Promise<void> {
  const { clock, limits } = settings
  const connections = new Set(all)
  const drained = await drain(connections, clock, limits.closeMs / 2)
  const leave = async (connection: Connection): Promise<void> => {
    const { page } = connection
    if (page === null) return connection.isClosed ? undefined : connection.stop()
    // A durable view is in the store.
    if (page.route.view.durable) return
    if (drained.has(page)) return give(connection, page, carryOver, settings)
    tell(page, 'It had not finished in time.', settings)
  }
  const sleepers = [...connections].filter(isAsleep)
  await Promise.all([...connections].filter((one) => !isAsleep(one)).map(leave))
  // Few at a time: together they might not have room in memory.
  for (let i = 0; i < sleepers.length; i += AT_ONCE) {
    await Promise.all(sleepers.slice(i, i + AT_ONCE).map(leave))
  }
}

/** Views that hibernate and are brought back together. */
const AT_ONCE = 32

const isAsleep = ({ page }: Connection): boolean =>
  page?.instance instanceof Instance && page.instance.away !== null

/** @returns the pages whose views have nothing left to do after `ms` milliseconds at most. */
async function drain(
  connections: ReadonlySet<Connection>,
  clock: Clock,
  ms: number,
): Promise<Set<Page>> {
  const drained = new Set<Page>()
  const done = [...connections].map(async (connection) => {
    await connection.pause()
    const { page } = connection
    if (page === null) return
    await callsSettled(page.window)
    await page.instance.drained()
    const { instance } = page
    const inside = instance instanceof Instance ? withInside(instance).slice(1) : []
    await Promise.all(inside.map((one) => one.drained()))
    await page.window.gate?.settled()
    drained.add(page)
  })
  await new Promise<void>((resolve, reject) => {
    const cancel = ms < Infinity ? clock.after(ms, resolve) : undefined
    Promise.all(done)
      .finally(cancel)
      .then(() => resolve(), reject)
  })
  return drained
}

/** Ends a view and gives its state to its browser, where that can be. */
async function give(
  connection: Connection,
  { window, instance, moving }: Page,
  carryOver: CarryOver,
  settings: Settings,
): Promise<void> {
  // An answer that waits for its browser would never come.
  if (window.congested || moving !== null) return
  if (!(await awake(instance))) {
    tell({ instance }, 'Its values could not be read from the store.', settings)
    return
  }
  const left = window.isTied ? 'Handlers wait for the end of its window.' : leave(instance)
  if (left === undefined) return
  if (typeof left === 'string') {
    tell({ instance }, left, settings)
    return
  }
  WindowUploads.find(window)?.handOver()
  const { url, session } = instance.request
  const { id, lastEvent } = window
  const topics = carriedTopics(window)
  const state = { window: id, session: session.id, url, lastEvent, ...left, topics }
  const key = await carryOver.seal(state)
  if (key === undefined) tell({ instance }, 'Its state is too large.', settings)
  else connection.carry(key)
}

/**
 * Ends a view: nothing may change it from here on.
 * @returns its state, or why it can't be carried; undefined for one in a thread.
 */
function leave(
  instance: PageView,
): { view: CarriedView; shared?: SharedState } | string | undefined {
  if (instance instanceof SharedViewer) {
    const left = instance.handOver()
    if (typeof left !== 'string') instance.leave()
    return left
  }
  if (!(instance instanceof Instance)) return undefined
  const view = carried(instance)
  if (typeof view === 'string') return view
  for (const { view: closing, services } of withInside(instance)) {
    closeUploads(closing, services.logger, { isCarried: true })
  }
  instance.leave()
  return { view }
}

/** Says why a page is mounted anew. */
function tell({ instance }: Pick<Page, 'instance'>, reason: string, { logger }: Settings): void {
  const view = (instance as { name?: string }).name
  logger.info({ view, reason }, 'a view is mounted anew by the next server')
}
