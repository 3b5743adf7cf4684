/** A page without a class in an app of its own, and windows that join it. */
import { beforeEach } from 'node:test'
import type { TestContext } from 'node:test'
import { html } from 'overwire'
import { liveviewRegistry } from 'overwire/handlers'
import type { AppOptions, LiveRequest } from 'overwire'
import { openWindow } from 'overwire/testing'
import type { OpenWindowOptions, TestWindow } from 'overwire/testing'
import { serve } from '../server/serve.ts'
import type { Served } from '../server/serve.ts'

/** Tests of one file share the process's registry: each begins with an empty one. */
export function freshRegistry(): void {
  beforeEach(() => liveviewRegistry.clear())
}

export interface Person {
  id: number
  name: string
  isStaff?: boolean
}

export const ann: Person = { id: 1, name: 'Ann' }
export const bob: Person = { id: 2, name: 'Bob', isStaff: true }

/** Users come by a header, as tests may do it. */
const people: Record<string, Person> = { ann, bob }
const byHeader = (request: LiveRequest): never =>
  (people[request.headers.get('x-user') ?? ''] ?? null) as never

export interface Pages extends Served {
  /** The request of the page that was made last. */
  request(): LiveRequest
  open(path?: string, options?: OpenWindowOptions): Promise<TestWindow>
  openAs(user: string, path?: string): Promise<TestWindow>
}

export async function servePage(t: TestContext, options: AppOptions = {}): Promise<Pages> {
  let last: LiveRequest
  const served = await serve(
    t,
    (app) =>
      app.page(['/', '/articles/:id'], (request) => {
        last = request
        const room = request.query.get('room')
        return html`<main data-controller="page" data-room=${room}>page</main>`
      }),
    { user: byHeader, ...options },
  )
  const open = async (path?: string, how?: OpenWindowOptions): Promise<TestWindow> => {
    const window = await openWindow(served.url, path, how)
    t.after(() => window.close())
    return window
  }
  return {
    ...served,
    open,
    openAs: (user, path) => open(path, { headers: { 'x-user': user } }),
    request: () => last,
  }
}
