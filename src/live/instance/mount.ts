/**
 * How a view comes to life, the same for a page, a view inside it, and a page that is mounted anew:
 * who is it → onMount hooks → mount → may they have this object → handleParams → first render.
 */
import { runOrUndo } from './run-or-undo.ts'
import { destinationOf } from '../../base/destination.ts'
import { fail } from '../../base/errors.ts'
import { Wait } from '../../base/wait.ts'
import { admit, admitToObject } from './authorization.ts'
import { queryParams } from '../page/address.ts'
import type { MountHook } from '../view/mount-hook.ts'
import type { Services } from '../page/services.ts'
import type { LiveRequest } from '../page/request.ts'
import { copyOf } from '../children/child.ts'
import type { InsidePrint } from '../children/child.ts'
import type { Printed } from '../../template/printed.ts'
import type { Renderer } from './renderer.ts'
import type { LiveView, LiveViewClass } from '../view/live-view.ts'

/** A view that is about to be opened. */
export interface MountRequest {
  readonly view: LiveView
  readonly request: LiveRequest
  readonly services: Services
  /** Where its methods send the visitor; undefined: nowhere. */
  readonly redirectTo: string | undefined
}

/** The hooks of a class: its parents' first, each function once. */
function hooksOf(View: LiveViewClass): MountHook<LiveView>[] {
  const hooks: MountHook<LiveView>[] = []
  for (let at: unknown = View; typeof at === 'function'; at = Object.getPrototypeOf(at)) {
    const own = Object.hasOwn(at, 'onMount') ? (at as LiveViewClass).onMount : undefined
    hooks.unshift(...((own ?? []) as MountHook<LiveView>[]))
  }
  return [...new Set(hooks)]
}

/**
 * @returns where a hook sends the visitor; undefined: nowhere.
 * @throws LiveError E_ADDRESS when a hook names another site.
 */
async function runHooks(opening: MountRequest): Promise<string | undefined> {
  const { view, request } = opening
  for (const hook of hooksOf(view.constructor as LiveViewClass)) {
    const elsewhere = destinationOf(await hook(view, request, request.params), request.url)
    if (elsewhere !== undefined) return elsewhere
    if (opening.redirectTo !== undefined) return opening.redirectTo
  }
}

/**
 * Asks for an open view whose window comes back what was asked before it was mounted: its declarations,
 * its hooks, its object.
 * @returns where the visitor is sent; undefined to stay.
 * @throws what its methods throw, E_FORBIDDEN, E_NOT_FOUND.
 */
export async function remountView({
  view,
  request,
  services,
}: Omit<MountRequest, 'redirectTo'>): Promise<string | undefined> {
  const login = await admit(view, request, services)
  if (login !== undefined) return login
  const elsewhere = await runHooks({ view, request, services, redirectTo: undefined })
  if (elsewhere === undefined) await admitToObject(view, request)
  return elsewhere
}

/**
 * Asks the same for an instance and the views inside of it, and shows what depends on the user. Who may not
 * stay is shown nothing that changes meanwhile.
 * @returns where the visitor is sent; undefined to stay.
 * @throws what is thrown by {@link remountView}, and by a view inside that fails without saying no.
 */
export async function reopenView(
  instance: Omit<MountRequest, 'redirectTo'> & { renderer: Renderer; changed(): void },
): Promise<string | undefined> {
  const { renderer } = instance
  renderer.isHeld = true
  const elsewhere = await remountView(instance)
  if (elsewhere !== undefined) return elsewhere
  await renderer.reopenInside()
  renderer.isHeld = false
  instance.changed()
}

/**
 * Opens a view.
 * @returns where the visitor is sent instead; undefined when the view is open.
 * @throws what its methods throw, E_FORBIDDEN, E_NOT_FOUND; E_EVENT_TIME when they take too long.
 */
export function mountView(opening: MountRequest): Promise<string | undefined> {
  const { clock, eventMs } = opening.services
  return new Wait(openNow(opening), clock, eventMs).over
}

async function openNow(opening: MountRequest): Promise<string | undefined> {
  const { view, request, services } = opening
  const login = await admit(view, request, services)
  if (login !== undefined) return login
  const elsewhere = await runHooks(opening)
  if (elsewhere !== undefined) return elsewhere
  await view.mount?.(request, request.params)
  if (opening.redirectTo !== undefined) return opening.redirectTo
  await admitToObject(view, request)
  await view.handleParams?.(queryParams(request.url), request.url)
  return opening.redirectTo
}

/** An open view that takes another address. */
export interface Patch {
  readonly view: LiveView
  readonly services: Services
  request: LiveRequest
}

/**
 * Shows another address in an open view, with the checks that a page of its own would make.
 * @throws LiveError E_FORBIDDEN, E_NOT_FOUND, and what `handleParams` throws.
 */
export async function patchTo(moving: Patch, request: LiveRequest): Promise<void> {
  const { view, services, request: before } = moving
  if ((await admit(view, request, services)) !== undefined) throw fail('E_FORBIDDEN')
  moving.request = request
  try {
    await admitToObject(view, request)
    await view.handleParams?.(queryParams(request.url), request.url)
  } catch (error) {
    moving.request = before
    throw error
  }
}

/**
 * Shows an address that the view itself went to. Its request keeps the one before when `handleParams` fails.
 * @throws what `handleParams` throws.
 */
export function follow(moving: Omit<Patch, 'services'>, url: string): unknown {
  const { view, request } = moving
  const next = (moving.request = request.at(url, request.params))
  return runOrUndo(
    () => view.handleParams?.(queryParams(url), url),
    () => moving.request === next && (moving.request = request),
  )
}

/** A view inside of a page that is about to be opened. */
interface Inside {
  readonly runtime: MountRequest
  print(): Printed | Promise<Printed>
  opened(): void
}

/** Mounts and prints a view inside of a page; undefined: its visitor is sent elsewhere. */
export async function openInside(inside: Inside): Promise<InsidePrint | undefined> {
  if ((await mountView(inside.runtime)) !== undefined) return undefined
  const print = copyOf(await inside.print())
  inside.opened()
  return print
}
