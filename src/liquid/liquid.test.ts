/** Liquid templates give the slots that html literals give, and HTML in which nothing runs. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { metaTags } from '../live/page/page-meta.ts'
import { LiveRequest } from '../live/page/request.ts'
import { VisitorSession } from '../live/page/session.ts'
import { Differ } from '../template/diff.ts'
import { html } from '../template/html.ts'
import type { Block } from '../template/html.ts'
import { mode } from '../template/mode.ts'
import { print, printStatic } from '../template/print.ts'
import { raw } from '../template/raw.ts'
import type { Json } from '../wire/frames.ts'
import { liquid } from './liquid.ts'

const root = mkdtempSync(join(tmpdir(), 'liquid-'))
after(() => rmSync(root, { recursive: true, force: true }))

const filters = { shout: (text: string) => `${text}!` }
const engine = liquid({ root, globals: { site: 'Here' }, filters })
const request = LiveRequest.read({
  url: '/here?a=1',
  headers: new Headers(),
  params: {},
  session: new VisitorSession({ id: 's' }, 0),
  address: '',
  sealer: { seal: () => '', open: () => undefined },
})

type Data = Record<string, unknown>

function file(name: string, text: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true })
  writeFileSync(join(root, name), text)
}

function blockOf(template: string, data: Data = {}): Block {
  return engine.block({ template, view: 'Test' }, data, { request })
}

function blockOfFile(templateName: string, data: Data = {}): Block {
  return engine.block({ templateName, view: 'Test' }, data, { request })
}

const htmlOf = (block: Block): string => new TextDecoder().decode(printStatic(block))
const show = (template: string, data: Data = {}): string => htmlOf(blockOf(template, data))
const showFile = (name: string, data: Data = {}): string => htmlOf(blockOfFile(name, data))
const statics = (template: string): readonly string[] => blockOf(template).strings

/** The patch between two renders, without the alias of its template. */
function patch(template: string, before: Data, next: Data): Json | undefined {
  const block = blockOf(template, before)
  print(block)
  const change = new Differ({ add: () => {} }).diff(block, blockOf(template, next))
  return Array.isArray(change) ? change.slice(1) : (change as undefined)
}

function failure(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return (error as Error).message
  }
  return 'no error'
}

test('an inline template is cut at its values, in content and in attributes [A23]', () => {
  assert.deepEqual(statics('<p class="a {{ b }}">{{ c }} and {{ d }}</p>'), [
    '<p class="a ',
    '">',
    ' and ',
    '</p>',
  ])
  assert.equal(show('<p class="a {{ b }}">{{ c }}</p>', { b: 'x', c: 1 }), '<p class="a x">1</p>')
})

test('two renders share their statics, and only a changed value is sent [A23]', () => {
  const template = '<p title="{{ a }}">{{ b }}</p><i>{{ c }}</i>'
  assert.equal(blockOf(template).strings, blockOf(template).strings)
  assert.deepEqual(patch(template, { a: 1, b: 2, c: 3 }, { a: 1, b: 2, c: 4 }), [2, 4])
  assert.deepEqual(patch(template, { a: 1, b: 2, c: 3 }, { a: 5, b: 2, c: 3 }), [0, 5])
  assert.equal(patch(template, { a: 1, b: 2, c: 3 }, { a: 1, b: 2, c: 3 }), undefined)
})

test('values are escaped for their place [A23]', () => {
  const evil = `"><script>alert('1')</script>`
  const safe = '&#34;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;'
  assert.equal(
    show('<p title="{{ x }}">{{ x }}</p>', { x: evil }),
    `<p title="${safe}">${safe}</p>`,
  )
  assert.equal(
    show("<p title='{{ x }}'></p>", { x: `' onclick='x` }),
    '<p title="&#39; onclick=&#39;x"></p>',
  )
  assert.equal(show('<p title={{ x }}>a</p>', { x: 'a onclick=x' }), '<p title="a onclick=x">a</p>')
  assert.equal(
    show('<textarea>{{ x }}</textarea>', { x: '</textarea>' }),
    '<textarea live-bound>\n&lt;/textarea&gt;</textarea>',
  )
  assert.equal(show('<p>{{ x | raw }}</p>', { x: '<b>1</b>' }), '<p><b>1</b></p>')
  assert.equal(show('<p>{{ x | escape }}</p>', { x: '<' }), '<p>&lt;</p>')
})

test('addresses never run code, as slots and in stretches of HTML [A23]', () => {
  const x = 'java\nscript:alert(1)'
  assert.equal(show('<a href="{{ x }}">a</a>', { x }), '<a href="about:invalid#blocked">a</a>')
  const stretch = '<a {% if y %}class="c"{% endif %} href="{{ x }}">a</a>'
  assert.equal(show(stretch, { x, y: 1 }), '<a class="c" href="#blocked">a</a>')
  const pieces = '<a {% if y %}class="c"{% endif %} href="{{ a }}{{ b }}">a</a>'
  const split = show(pieces, { y: 1, a: 'javascript', b: ':alert(1)' })
  assert.equal(split, '<a class="c" href="javascript#blocked">a</a>')
})

test('injection into a stretch of HTML stays text [A23]', () => {
  const template = '<p {% if y %}hidden{% endif %} title={{ x }} lang="{{ x }}">{{ x }}</p>'
  assert.equal(
    show(template, { x: 'a onclick=b "<' }),
    '<p  title=a&#32;onclick&#61;b&#32;&#34;&lt; lang="a onclick=b &#34;&lt;">a onclick=b &#34;&lt;</p>',
  )
  assert.equal(show('<h{{ x }}>a</h{{ x }}>', { x: '1 onclick=b' }), '<h1onclickb>a</h1onclickb>')
  assert.equal(
    show('<p {% if y %}a{% endif %} title={{ x }} lang="en">b</p>', { x: '' }),
    '<p  title="" lang="en">b</p>',
  )
})

test('an attribute without quotes keeps to itself when its value is empty [A23]', () => {
  const template = '<p {% if a %}hidden{% endif %} title={% if b %}{{ b }}{% endif %} lang=en>x</p>'
  assert.equal(show(template), '<p  title="" lang=en>x</p>')
  assert.equal(show(template, { b: 'c d' }), '<p  title=c&#32;d lang=en>x</p>')
})

test('an attribute that is one value comes and goes with it [A23]', () => {
  const template = '<input disabled="{{ on }}" title="{{ t }}" aria-busy="{{ on }}">'
  assert.equal(
    show(template, { on: true, t: 'a' }),
    '<input disabled="" title="a" aria-busy="true"/>',
  )
  assert.equal(show(template, { on: false }), '<input aria-busy="false"/>')
  const stretch = '<p {% if x %}lang="en"{% endif %} hidden="{{ on }}" title={{ t }}>a</p>'
  assert.equal(show(stretch, { on: false, t: 'b' }), '<p   title=b>a</p>')
  assert.equal(show(stretch, { on: true, t: 'b' }), '<p  hidden="" title=b>a</p>')
})

test('if, unless and case are child slots between tags and text in attributes [A23]', () => {
  const template =
    '<p class="x {% if a %}on{% else %}off{% endif %}">{% if a %}<b>{{ b }}</b>{% endif %}</p>'
  assert.equal(statics(template).length, 3)
  assert.equal(show(template, { a: true, b: '<' }), '<p class="x on"><b>&lt;</b></p>')
  assert.equal(show(template, {}), '<p class="x off"></p>')
  assert.match(
    JSON.stringify(patch(template, { a: 1, b: 1 }, { a: 1, b: 2 })),
    /^\[1,\[\d+,0,2\]\]$/,
  )
  const other = '{% unless a %}<i>no</i>{% elsif b %}<i>b</i>{% else %}<i>yes</i>{% endunless %}'
  assert.equal(
    show(other, { a: false }) + show(other, { a: true, b: true }) + show(other, { a: true }),
    '<i>no</i><i>b</i><i>yes</i>',
  )
  const cases =
    '<p>{% case n %}{% when 1 or 2 %}few{% when "x", 3 %}some{% else %}many{% endcase %}</p>'
  const shown = [1, 2, 'x', 3, 4].map((n) => show(cases, { n }).slice(3, -4))
  assert.deepEqual(shown, ['few', 'few', 'some', 'some', 'many'])
})

test('a loop is a keyed list, and only the changed slot of a row is sent [A23]', () => {
  const template =
    '<ul>{% for t in todos %}<li class="{{ t.kind }}">{{ forloop.index }}. {{ t.title }}</li>{% else %}<li>None</li>{% endfor %}</ul>'
  const todos = (...titles: string[]): Data => ({
    todos: titles.map((title, id) => ({ id, title, kind: 'a' })),
  })
  assert.equal(
    show(template, todos('x', '<')),
    '<ul><li class="a">1. x</li><li class="a">2. &lt;</li></ul>',
  )
  assert.equal(show(template, { todos: [] }), '<ul><li>None</li></ul>')
  const change = patch(template, todos('x', 'y', 'z'), todos('x', 'new', 'z'))
  assert.match(JSON.stringify(change), /^\[0,\[0,\[1,\d+,2,"new"\]\]\]$/)
  const plain = '<ul>{% for n in list %}<li>{{ n }}</li>{% endfor %}</ul>'
  assert.deepEqual(patch(plain, { list: ['a', 'b', 'c'] }, { list: ['a', 'c'] }), [0, [0, [-1, 1]]])
})

test('rows keep their identity by id, by key, or by what they are [A23]', () => {
  const template = '<ul>{% for t in list %}<li>{{ t.n }}</li>{% endfor %}</ul>'
  const gone = [0, [0, [-1, 1]]]
  const by = (name: string, ...keys: unknown[]): Data => ({
    list: keys.map((key) => ({ [name]: key, n: 'x' })),
  })
  assert.deepEqual(patch(template, by('id', 1, 2, 3), by('id', 1, 3)), gone)
  assert.deepEqual(patch(template, by('key', 'a', 'b', 'c'), by('key', 'a', 'c')), gone)
  assert.deepEqual(patch(template, by('no', 1, 2, 3), by('no', 1, 3)), [0, [0, [-1, 2]]])
})

test('loops go through what Liquid does, and keys that repeat do no harm [A23]', () => {
  mode.development = true
  const template = '<p>{% for x in list %}<i>{{ x }}</i>{% endfor %}</p>'
  assert.equal(show(template, { list: ['a', 'a'] }), '<p><i>a</i><i>a</i></p>')
  assert.equal(show(template, { list: new Set([1, 2]) }), '<p><i>1</i><i>2</i></p>')
  const pairs = '<p>{% for x in list %}<i>{{ x[0] }}={{ x[1] }}</i>{% endfor %}</p>'
  assert.equal(show(pairs, { list: { a: 1 } }), '<p><i>a=1</i></p>')
  const some = '<p>{% for x in (1..9) offset: 1 limit: 3 reversed %}{{ x }}{% endfor %}</p>'
  assert.equal(show(some), '<p>432</p>')
  const stops =
    '<p>{% for x in (1..9) %}{% if x == 2 %}{% continue %}{% elsif x == 4 %}{% break %}{% endif %}<i>{{ x }}</i>{% endfor %}</p>'
  assert.equal(show(stops), '<p><i>1</i><i>3</i></p>')
  const nested =
    '<p>{% for a in (1..2) %}{% for b in (1..2) %}<i>{{ forloop.parentloop }}{{ a }}{{ b }}</i>{% endfor %}{% endfor %}</p>'
  assert.equal(show(nested), '<p><i>11</i><i>12</i><i>21</i><i>22</i></p>')
  mode.development = false
})

test('assign, capture, counters, comments, raw, echo, liquid and white space control [A23]', () => {
  assert.equal(show('{% assign y = x | upcase %}<p>{{ y }}</p>', { x: 'a' }), '<p>A</p>')
  const captured = '{% capture c %}a <b>{{ x }}</b>{% endcapture %}<p title="{{ c }}">{{ c }}</p>'
  assert.equal(show(captured, { x: '<' }), '<p title="a &lt;b&gt;&lt;&lt;/b&gt;">a <b>&lt;</b></p>')
  assert.equal(
    show('<p>{% increment n %}{% increment n %}{% cycle "<", "b" %}</p>'),
    '<p>01&lt;</p>',
  )
  assert.equal(
    show('<p>a{% comment %}{{ x }}{% endcomment %}{% # x %}<!-- {{ x }} -->b</p>', { x: 1 }),
    '<p>ab</p>',
  )
  assert.equal(show('<p>{% raw %}{{ x }}{% endraw %}</p>'), '<p>{{ x }}</p>')
  assert.equal(
    show('<p>{% liquid\nassign a = 1\necho a\n%}{% echo x %}</p>', { x: '<' }),
    '<p>1&lt;</p>',
  )
  assert.equal(show('<p>  {{- x -}}  </p>', { x: 1 }), '<p>1</p>')
  assert.equal(show('<p>{{ "a" | shout }} {{ site }}</p>'), '<p>a! Here</p>')
})

test('what can’t be cut is one slot of HTML, and what stands beside it is not [A23]', () => {
  const link =
    '<p>{% if to %}<a href="{{ to }}">{% endif %}{{ x }}{% if to %}</a>{% endif %}</p><i>{{ x }}</i>'
  assert.deepEqual(statics(link), ['<p>', '</p><i>', '</i>'])
  assert.equal(show(link, { to: '/', x: '<' }), '<p><a href="/">&lt;</a></p><i>&lt;</i>')
  assert.equal(show(link, { x: 1 }), '<p>1</p><i>1</i>')
  const opens =
    '{% if a %}<div class="a">{% else %}<div>{% endif %}<b>{{ x }}</b></div><p>{{ x }}</p>'
  assert.deepEqual(statics(opens), ['', '<p>', '</p>'])
  assert.equal(show(opens, { x: 1 }), '<div><b>1</b></div><p>1</p>')
  const attributes = '<i>{{ x }}</i><p {% if a %}class="a"{% endif %}>{{ x }}</p><b>{{ x }}</b>'
  assert.deepEqual(statics(attributes), ['<i>', '</i>', '<b>', '</b>'])
  assert.equal(show(attributes, { a: 1, x: 1 }), '<i>1</i><p class="a">1</p><b>1</b>')
  const rows =
    '<table><tbody>{% tablerow i in (1..3) cols: 2 %}{{ i }}{% endtablerow %}</tbody></table>'
  assert.match(show(rows), /<tr class="row1"><td class="col1">1<\/td>.*<\/tr><\/tbody>/)
  const wrong = '<div>{% if a %}<div>{% endif %}x{% if a %}</div>{% endif %}</div><p>{{ x }}</p>'
  assert.equal(show(wrong, { a: 1, x: 1 }), '<div><div>x</div></div><p>1</p>')
  assert.equal(show(wrong, { x: 1 }), '<div>x</div><p>1</p>')
})

test('events in a stretch of HTML are listened to [A23]', () => {
  const block = blockOf('<p {% if a %}hidden{% endif %} live-dblclick="go">x</p>')
  assert.deepEqual([...print(block).events], ['dblclick', 'morph'])
})

test('SVG inside of branches and loops is built as SVG [A23]', () => {
  const template = '<svg>{% for x in list %}<circle r="{{ x }}"/>{% endfor %}</svg>'
  assert.equal(show(template, { list: [1, 2] }), '<svg><circle r="1"/><circle r="2"/></svg>')
})

test('blocks and trusted HTML of the view stand where they are named [A23]', () => {
  const data = { a: html`<b>${'<'}</b>`, b: raw('<i></i>') }
  assert.equal(show('<p>{{ a }}{{ b }}</p>', data), '<p><b>&lt;</b><i></i></p>')
})

test('a file below the root; its name needs no extension, and none leads out [A22]', () => {
  file('counter.liquid', '<p>{{ count }}</p>')
  assert.equal(showFile('counter.liquid', { count: 2 }), '<p>2</p>')
  assert.equal(showFile('counter', { count: 3 }), '<p>3</p>')
  assert.match(
    failure(() => showFile('../counter.liquid')),
    /^\[E_LIQUID\] There is no template/,
  )
  assert.match(
    failure(() => showFile('none')),
    /There is no template "none" in .*\n/,
  )
})

test('errors name file, line and column and show the lines [A22]', () => {
  file('bad/tag.liquid', '<p>\n  {% nope %}\n</p>')
  const tag = failure(() => showFile('bad/tag.liquid'))
  assert.match(
    tag,
    /^\[E_LIQUID\] There is no tag \{% nope %\}\.\n {2}in .*tag\.liquid, line 2, column 3:/,
  )
  assert.match(tag, /> {3}\{% nope %\}/)
  file('bad/filter.liquid', '<p>\n{{ a | nope }}</p>')
  assert.match(
    failure(() => showFile('bad/filter')),
    /no filter nope\. .*\n.*filter\.liquid, line 2/,
  )
  file('bad/open.liquid', '<p>{% if a %}</p>')
  assert.match(
    failure(() => showFile('bad/open')),
    /E_LIQUID.*if a.*not closed/,
  )
  file('bad/partial.liquid', '<p>\n\n{% render "none" %}</p>')
  assert.match(
    failure(() => showFile('bad/partial')),
    /"none"[^]*partial\.liquid, line 3/,
  )
  file('bad/html.liquid', '<p>{{ a }}</i>')
  assert.match(
    failure(() => showFile('bad/html')),
    /E_TEMPLATE_SYNTAX.*\n.*html\.liquid/,
  )
  assert.match(
    failure(() => show('<p {{ a }}>')),
    /E_SLOT_PLACE/,
  )
  assert.match(
    failure(() => show('<script>{{ a }}</script>')),
    /E_SLOT_PLACE/,
  )
  assert.match(
    failure(() => show('<p onclick="{{ a }}"></p>')),
    /E_SLOT_PLACE/,
  )
  assert.match(
    failure(() => show('<p {% if b %}c{% endif %} onclick="{{ a }}"></p>')),
    /E_SLOT_PLACE/,
  )
  assert.match(
    failure(() => show('<p>{{ a }}</p>', { a: {} })),
    /E_SLOT_VALUE/,
  )
  assert.match(
    failure(() => show('<p title="a {{ a }}"></p>', { a: {} })),
    /E_LIQUID.*got an object/,
  )
})

test('in development a changed file is read at the next render, partials too [A22]', () => {
  file('live/page.liquid', '<p>{{ n }}</p>{% render "live/part" %}')
  file('live/part.liquid', '<i>old</i>')
  mode.development = true
  assert.equal(showFile('live/page', { n: 1 }), '<p>1</p><i>old</i>')
  file('live/part.liquid', '<i>new</i>')
  utimesSync(join(root, 'live/part.liquid'), 1, 1)
  assert.equal(showFile('live/page', { n: 1 }), '<p>1</p><i>new</i>')
  mode.development = false
  file('live/part.liquid', '<i>newer</i>')
  assert.equal(showFile('live/page', { n: 1 }), '<p>1</p><i>new</i>')
})

test('render has its own variables, include shares them, both are slots [A22]', () => {
  file('part/row.liquid', '<li title="{{ t }}">{{ row }}{{ x }}</li>')
  const template = '<ul>{% render "part/row", row: a, t: "q" %}</ul>'
  assert.equal(show(template, { a: 1, x: 'no' }), '<ul><li title="q">1</li></ul>')
  assert.match(JSON.stringify(patch(template, { a: 1 }, { a: 2 })), /^\[0,\[\d+,1,2\]\]$/)
  assert.equal(
    show('<ul>{% include "part/row", row: 1 %}</ul>', { x: 'y' }),
    '<ul><li>1y</li></ul>',
  )
  assert.equal(show('<ul>{% render "part/row" with a %}</ul>', { a: 1 }), '<ul><li></li></ul>')
  const rows = '<ul>{% render "part/row" for list as row %}</ul>'
  assert.equal(show(rows, { list: ['a', 'b'] }), '<ul><li>a</li><li>b</li></ul>')
  assert.deepEqual(patch(rows, { list: ['a', 'b'] }, { list: ['b'] }), [0, [0, [-1, 0]]])
  assert.equal(
    show('<ul>{% render name, row: 1 %}</ul>', { name: 'part/row' }),
    '<ul><li></li></ul>'.replace('></', '>1</'),
  )
  file(
    'part/tree.liquid',
    '<b>{{ node.name }}{% for n in node.nodes %}{% render "part/tree", node: n %}{% endfor %}</b>',
  )
  const node = { name: 'a', nodes: [{ name: 'b', nodes: [] }] }
  assert.equal(show('{% render "part/tree", node: node %}', { node }), '<b>a<b>b</b></b>')
  file('part/word.liquid', 'w{{ x }}')
  assert.equal(
    show('<p class="{% include "part/word" %} z"></p>', { x: '"' }),
    '<p class="w&#34; z"></p>',
  )
})

test('layouts, blocks, their defaults and what they replace [A22]', () => {
  file(
    'base.liquid',
    '<h1>{% block title %}Base{% endblock %}</h1><main>{% block body %}{% endblock %}</main>',
  )
  file(
    'middle.liquid',
    '{% layout "base" %}{% block body %}<i>{% block inner %}in{% endblock %}</i>{% endblock %}',
  )
  file(
    'page.liquid',
    '{% layout "middle" %}{% assign y = x %}{% block title %}{{ y }} {{ block.super }}{% endblock %}{% block inner %}{{ x }}{% endblock %}',
  )
  assert.equal(showFile('middle'), '<h1>Base</h1><main><i>in</i></main>')
  assert.equal(showFile('page', { x: 1 }), '<h1>1 Base</h1><main><i>1</i></main>')
  assert.equal(blockOfFile('page', { x: 1 }).values.length, 2)
  file('whole.liquid', '<main>{% block %}{% endblock %}</main>')
  assert.equal(show('{% layout "whole" %}<p>{{ x }}</p>', { x: 1 }), '<main><p>1</p></main>')
  file('loop.liquid', '{% layout "loop" %}')
  assert.match(
    failure(() => showFile('loop')),
    /leads back to itself/,
  )
})

test('a layout file makes the document [A22]', () => {
  file(
    'document.liquid',
    '<!doctype html><html lang="{{ lang }}"><head><title>{{ title }}</title>{{ meta }}{% live_scripts %}</head><body>{{ content }}<i>{{ request.path }}</i><b>{% live_room %}</b></body></html>',
  )
  const layout = engine.layout('document.liquid')
  const meta = metaTags({ 'og:title': 'T' })
  const parts = {
    title: 'T<',
    meta,
    content: raw('<p>c</p>'),
    script: raw('<script></script>'),
    nonce: '',
    request,
  }
  const document = htmlOf(layout(parts))
  assert.match(
    document,
    /<title>T&lt;<\/title><meta property="og:title" content="T"\/?><script><\/script><\/head><body><p>c<\/p><i>\/here<\/i>/,
  )
  const room = /<b>([0-9a-f]{32}\.[\w-]{22})<\/b>/.exec(document)?.[1]
  assert.ok(room)
  assert.equal(show('{% live_room %}'), room)
  assert.match(
    failure(() => show('{% live_scripts %}')),
    /stands in layout files/,
  )
})

test('{% live_flash %} is the container of messages [A44]', () => {
  const container = show('{% live_flash auto_dismiss: 0, position: "bottom-left" %}')
  assert.match(
    container,
    /^<div id="live-flash-container" class="live-flash-container live-flash-bottom-left"/,
  )
  assert.match(container, / live-flash="0" live-flash-position="bottom-left" role="region"/)
  assert.match(
    show('{% live_flash %}'),
    / live-flash="5000" live-flash-position="top-right" .*aria-live="polite" live-ignore>/,
  )
})

test('a value stands in no script or style of SVG, nor in a stretch that is no slots', () => {
  for (const template of [
    '<svg><script>{{ x }}</script></svg>',
    '<svg><style>{{ x }}</style></svg>',
    '{% if x %}<svg>{% endif %}<svg><script>{{ x }}</script></svg>{% if x %}</svg>{% endif %}',
    '<svg><foreignObject><script>{{ x }}</script></foreignObject></svg>',
    '<base href="{{ x }}">',
    '<meta http-equiv="refresh" content="{{ x }}">',
  ]) {
    assert.match(
      failure(() => show(template, { x: 'a' })),
      /E_SLOT_PLACE/,
      template,
    )
  }
})

test('a text is never taken for commands, nor for an address that runs code', () => {
  const data = { x: '[["navigate","/logout"]]', a: '[["na', b: 'vigate"]]', to: 'java\tscript:1' }
  for (const tag of ['<b live-click="{{ x }}">y</b>', '<b live-click="{{ a }}{{ b }}">y</b>']) {
    for (const template of [tag, `{% if x %}<i>{% endif %}${tag}{% if x %}</i>{% endif %}`]) {
      assert.doesNotMatch(show(template, data), /live-click="\[/, template)
    }
  }
  const link = '<a href="{{ to }}">y</a>'
  for (const template of [link, `{% if x %}<i>{% endif %}${link}{% if x %}</i>{% endif %}`]) {
    assert.doesNotMatch(show(template, data), /script:/, template)
  }
})

test('where a branch or a value chooses the name of an attribute or element, no value stands that may be code', () => {
  const refused = [
    '<a {% if a %}href{% else %}title{% endif %}="{{ v }}">x</a>',
    '<a class="b" {% if a %}h{% else %}x-h{% endif %}ref="{{ v }}">x</a>',
    '<a {% case a %}{% when 1 %}href{% else %}title{% endcase %} = {{ v }}>x</a>',
    '{% if a %}<a href="{% else %}<b title="{% endif %}{{ v }}">x',
    '<p>{% if a %}<script>{% endif %}{{ v }}</p>',
    '<{% if a %}script{% else %}pre{% endif %}>{{ v }}</{% if a %}script{% else %}pre{% endif %}>',
    '<{% if a %}scr{% else %}p{% endif %}ipt>{{ v }}</p>',
    '{% if a %}<script{% else %}<pre{% endif %}>{{ v }}</pre>',
    '<{% if a %}style {% else %}b {% endif %}class="c">{{ v }}</b>',
    '<{{ tag }}>{{ v }}</{{ tag }}>',
    '<s{{ tag }}>{{ v }}</s{{ tag }}>',
    '<base {% if a %}href="{{ v }}"{% endif %}>',
    '<{% if a %}base{% else %}a{% endif %} href="{{ v }}">',
    '<meta {% if a %}http-equiv="refresh"{% endif %} content="{{ v }}">',
    '<svg><set {% if a %}attributeName="{{ v }}"{% endif %} to="x"></set></svg>',
  ]
  for (const source of refused) {
    const said = failure(() => show(source))
    assert.match(said, /E_SLOT_PLACE/, `${source}: ${said}`)
  }
  const shown: [source: string, html: string][] = [
    [
      '<{% if a %}ol{% else %}ul{% endif %}>{{ v }}</{% if a %}ol{% else %}ul{% endif %}>',
      '<ol>&lt;</ol>',
    ],
    [
      '<{% if a %}a href="{{ v }}"{% else %}span{% endif %}>{{ v }}</{% if a %}a{% else %}span{% endif %}>',
      '<a href="&lt;">&lt;</a>',
    ],
    ['<h{{ n }} class="{{ v }}">{{ v }}</h{{ n }}>', '<h2 class="&lt;">&lt;</h2>'],
    [
      '<option {% if a %}selected{% endif %} value="{{ v }}">{{ v }}</option>',
      '<option selected value="&lt;">&lt;</option>',
    ],
    ['<input {% if a %}checked{% endif %}>{{ v }}', '<input checked>&lt;'],
    [
      '<a {% if a %}href="{{ v }}"{% else %}title="{{ v }}"{% endif %}>{{ v }}</a>',
      '<a href="&lt;">&lt;</a>',
    ],
    [
      '{% if a %}<div class="b">{% else %}<div>{% endif %}{{ v }}</div>',
      '<div class="b">&lt;</div>',
    ],
    [
      '{% if a %}<div class="b"{% else %}<div{% endif %}>{{ v }}</div>',
      '<div class="b">&lt;</div>',
    ],
  ]
  for (const [source, html] of shown) {
    assert.equal(show(source, { a: true, n: 2, v: '<' }), html, source)
  }
})
