/** Where views, hooks and guards send visitors: never to another site that an address hides. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html, LiveView } from 'overwire'
import type { LiveRequest } from 'overwire'
import { serve } from '../server/serve.ts'

const next = (request: LiveRequest): string => request.query.get('next') ?? '/'

class Hooked extends LiveView {
  static override onMount = [(_view: unknown, request: LiveRequest) => next(request)]
  render() {
    return html`<p>here</p>`
  }
}
class Redirected extends LiveView {
  override mount(request: LiveRequest) {
    this.liveRedirect(next(request))
  }
  render() {
    return html`<p>here</p>`
  }
}
class Patched extends Redirected {
  override mount(request: LiveRequest) {
    this.livePatch(next(request))
  }
}

test('no spelling of another site is where a hook, a guard or a view sends its visitor', async (t) => {
  const { url } = await serve(t, (app) => {
    app.live('/hooked', Hooked)
    app.live('/redirected', Redirected)
    app.live('/patched', Patched)
    app.live('/guarded', Hooked)
    app.use((request) => (request.path === '/guarded' ? next(request) : true))
  })
  const ask = (path: string, to: string): Promise<Response> =>
    fetch(`${url}${path}?next=${encodeURIComponent(to)}`, { redirect: 'manual' })
  for (const path of ['/hooked', '/redirected', '/patched', '/guarded']) {
    for (const to of [
      '/.//x.example',
      '/x/..//x.example',
      '/\\x.example',
      '//x.example',
      '/\t/x.example',
    ]) {
      const answer = await ask(path, to)
      assert.equal(answer.headers.get('location'), null, `${path} ${JSON.stringify(to)}`)
      assert.equal(answer.status, 500)
    }
    assert.equal((await ask(path, '/x/../y?z=1')).headers.get('location'), '/y?z=1', path)
  }
})
