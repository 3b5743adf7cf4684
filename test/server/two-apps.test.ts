/** Several apps in a process, and several classes in an app: what is one's stays one's. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  createApp,
  html,
  liveviewHandler,
  liveviewRegistry,
  liveviewRoomUuid,
  LiveView,
  send,
} from 'overwire'
import { RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

class Page extends LiveView {
  render() {
    return html`<p>page</p>`
  }
}

/** Another class of the same name, as in another file. */
function otherPage(): new () => LiveView {
  class Page extends LiveView {
    static override shared = () => 'all'
    render() {
      return html`<p>other</p>`
    }
  }
  return Page
}

test('two view classes with one name are refused, with both places', () => {
  const app = createApp()
  app.live('/one', Page)
  app.live('/again', Page)
  assert.throws(() => app.live('/two', otherPage()), {
    code: 'E_VIEW_NAME',
    message: /"Page".*"\/one" in two-apps\.test\.ts:\d+.*"\/two" in two-apps\.test\.ts:\d+/,
  })
  createApp().live('/two', otherPage())
})

test('another app changes nothing of the scripts that the first one allows or forbids', async (t) => {
  t.after(() => liveviewRegistry.clear())
  liveviewHandler('run', (consumer) => send(consumer, { script: 'x' }))
  liveviewHandler('tell', () => send(null, [{ script: 'x' }], { broadcast: true }))
  const allowed = await serve(t, (app) => app.live('/', Page), { allowScript: true })
  const strict = await serve(t, (app) => app.live('/', Page))
  const mayRun = await RawWindow.join(allowed.url)
  const mayNot = await RawWindow.join(strict.url)
  mayRun.send([6, 1, 0, 0, 'run', {}])
  assert.equal((await mayRun.answer(1))[0], 1)
  mayNot.send([6, 1, 0, 0, 'run', {}])
  assert.equal((await mayNot.answer(1))[2], 'E_HANDLER')
  const scriptsOf = (window: RawWindow): number =>
    window.frames.filter((frame) => JSON.stringify(frame).includes('"script"')).length
  assert.deepEqual([scriptsOf(mayRun), scriptsOf(mayNot)], [1, 0])
  mayRun.send([6, 2, 0, 0, 'tell', {}])
  await mayRun.until(() => scriptsOf(mayRun) === 2)
  mayNot.send([6, 2, 0, 0, 'run', {}])
  await mayNot.answer(2)
  assert.equal(scriptsOf(mayNot), 0)
})

test('room ids stay good when another app with another secret is made', async (t) => {
  const secret = 'the first secret of two'
  const { url } = await serve(t, (app) => app.live('/', Page), { secret })
  const id = liveviewRoomUuid()
  createApp({ secret: 'the second secret of two' })
  const window = await RawWindow.join(url)
  for (const [n, room] of [id, liveviewRoomUuid()].entries()) {
    window.send([6, n + 1, 0, 2, room, {}])
    assert.equal((await window.answer(n + 1))[0], 1)
  }
})
