/** Views from templates, over real sockets: what a template sees and what an update says. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkCsrf, createApp, event, html, LiveError, LiveView } from 'overwire'
import type { LiveRequest } from 'overwire'
import { liquid } from 'overwire/liquid'
import { Todos } from '../views/todos.ts'
import { loadPage, RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

/** A page without the marks of its slots. */
async function open(url: string, cookie: string = ''): Promise<{ html: string; cookie: string }> {
  const page = await loadPage(url, cookie)
  return { ...page, html: page.html.replaceAll('<!>', '') }
}

const templates = liquid({ root: 'test/views' })

function code(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return error instanceof LiveError ? `${error.code} ${error.message}` : String(error)
  }
  return 'no error'
}

test('a changed variable in a loop sends that slot of that row alone [A22]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Todos), { templates })
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'add', { title: 'one' }])
  await window.answer(1)
  window.send([1, 2, 0, 'add', { title: 'two' }])
  await window.answer(2)
  window.send([1, 3, 0, 'toggle', { id: '2' }])
  // The open ones in the title; in the list, of row 1, its class and its checkbox.
  const row = String.raw`\[1,\d+,0,\[\d+,0,"row done",3,""\]\]`
  const answer = JSON.stringify(await window.answer(3))
  assert.match(answer, new RegExp(String.raw`^\[1,3,0,\[\d+,0,1,\d+,\[0,${row}\]\]\]$`))
  window.send([1, 4, 0, 'increment', { step: '1' }])
  assert.match(JSON.stringify(await window.answer(4)), /^\[1,4,0,\[\d+,2,1\]\]$/)
})

test('a view with an inline template counts [A23]', async (t) => {
  class Counter extends LiveView {
    static override template = '<p>{{ count }}</p><button live-click="increment">+</button>'
    count = 0

    @event
    increment() {
      this.count++
    }
  }
  const { url } = await serve(t, (app) => app.live('/', Counter), { templates })
  const page = await open(url)
  assert.match(
    page.html,
    /live-on="click connection\/connection"><!--\[--><p>0<\/p><button form="overwire-post-[\w-]{16}" name="_event:increment" live-click="increment">\+</,
  )
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'increment'])
  assert.match(JSON.stringify(await window.answer(1)), /^\[1,1,0,\[\d+,0,1\]\]$/)
})

test('a view has exactly one template, and an engine for it [A22, A23]', () => {
  class None extends LiveView {}
  class Both extends LiveView {
    static override template = '<p></p>'
    static override templateName = 'both.liquid'
  }
  class Text extends LiveView {
    static override template = '<p></p>'
  }
  const app = createApp({ templates, development: true })
  assert.match(
    code(() => app.live('/none', None)),
    /^E_NO_TEMPLATE .*None has no template, no/,
  )
  assert.match(
    code(() => app.live('/both', Both)),
    /^E_NO_TEMPLATE .*Both has both/,
  )
  assert.equal(
    code(() => app.live('/text', Text)),
    'no error',
  )
  const bare = createApp({ development: true })
  const advice = code(() => bare.live('/text', Text))
  assert.match(
    advice,
    /import \{ liquid \} from "overwire\/liquid".*createApp\(\{ templates: liquid/,
  )
  assert.match(
    code(() => new None().render()),
    /^E_NO_TEMPLATE/,
  )
})

test('a missing file is named on the development error page [A22]', async (t) => {
  class Lost extends LiveView {
    static override templateName = 'lost.liquid'
  }
  const { url } = await serve(t, (app) => app.live('/', Lost), { templates })
  const { html: page } = await open(url)
  assert.match(page, /E_LIQUID.*There is no template &#34;lost\.liquid&#34; in test\/views/)
})

test('fields, getters and viewId are variables; getContextData adds more [A31, A32]', async (t) => {
  class Person extends LiveView {
    static override template =
      '<p id="{{ viewId }}">{{ name }} {{ initial }} {{ extra }} {{ kind }}</p>'
    name = 'Ada'

    get initial(): string {
      return this.name[0]!
    }

    override getContextData(): Record<string, unknown> {
      return { ...super.getContextData(), extra: 'more' }
    }
  }
  class Child extends Person {
    get kind(): string {
      return 'child'
    }
  }
  const { url } = await serve(t, (app) => app.live('/', Child), { templates })
  const { html: page } = await open(url)
  assert.match(page, /<p id="[\w-]{16}">Ada A more child<\/p>/)
})

test('names that begin with _ and # are no variables [A50]', async (t) => {
  class Secret extends LiveView {
    static override template = '<p>[{{ _key }}{{ hidden }}{{ _more }}{{ render }}{{ mount }}]</p>'
    _key = 'secret'
    #hidden = 'secret'

    get _more(): string {
      return this.#hidden
    }

    mount() {}
  }
  const { url } = await serve(t, (app) => app.live('/', Secret), { templates })
  assert.match((await open(url)).html, /<p>\[\]<\/p>/)
  const names = Object.keys(new Secret().getContextData())
  assert.deepEqual(names, ['pageTitle', 'viewId'])
})

test('getters, functions and iterables are evaluated when the template reads them [A51]', async (t) => {
  const read: string[] = []
  class Lazy extends LiveView {
    static override template =
      '<p>{{ used }}{{ used }}</p>{% if false %}{{ unused }}{% endif %}{% for n in numbers %}<i>{{ n }}</i>{% endfor %}{{ call }}'
    numbers = {
      *[Symbol.iterator]() {
        read.push('numbers')
        yield 1
        yield 2
      },
    }
    idle = {
      *[Symbol.iterator]() {
        yield read.push('idle')
      },
    }
    call = () => `${read.push('call')}`
    silent = () => read.push('silent')

    get used(): string {
      read.push('used')
      return 'u'
    }

    get unused(): string {
      read.push('unused')
      return ''
    }

    override getContextData(): Record<string, unknown> {
      return { ...super.getContextData(), more: () => read.push('more') }
    }
  }
  const { url } = await serve(t, (app) => app.live('/', Lazy), { templates })
  assert.match((await open(url)).html, /<p>uu<\/p>.*<i>1<\/i><i>2<\/i>/)
  assert.deepEqual(read, ['used', 'numbers', 'call'])
})

test('a form’s hidden token belongs to its session', async (t) => {
  let seen: LiveRequest | undefined
  class Form extends LiveView {
    static override template = '<form>{% csrf %}</form>'

    mount(request: LiveRequest) {
      seen = request
    }
  }
  const { url } = await serve(t, (app) => app.live('/', Form), { templates })
  const first = await open(url)
  const token = (page: string): string => /name="_csrf" value="([^"]+)"/.exec(page)![1]!
  const again = await open(url, first.cookie)
  assert.equal(token(again.html), token(first.html))
  assert.equal(checkCsrf(seen!, token(first.html)), true)
  await open(url)
  assert.equal(checkCsrf(seen!, token(first.html)), false)
  assert.equal(checkCsrf(seen!, undefined), false)
})

test('a view with its own render() needs no engine', async (t) => {
  class Own extends LiveView {
    override render() {
      return html`<p>own</p>`
    }
  }
  const { url } = await serve(t, (app) => app.live('/', Own))
  assert.match((await open(url)).html, /<p>own<\/p>/)
})
