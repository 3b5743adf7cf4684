/** Templates whose tags and elements cross give the HTML that LiquidJS itself prints. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Liquid } from 'liquidjs'
import { LiveRequest } from '../live/request.ts'
import { printStatic } from '../template/print.ts'
import { liquid } from './liquid.ts'

const templates = [
  '{% render "header", t: t %}<p>{{ t }}</p>{% render "footer" %}<i>{{ t }}</i>',
  '<section>{% render "header", t: t %}{{ t }}{% render "footer" %}</section><i>{{ t }}</i>',
  '<ul>{% for i in list %}<li>{% if i == 2 %}{% continue %}{% endif %}{{ i }}</li>{% endfor %}</ul>',
  '<div>{% for i in list %}{% if forloop.first %}<ul>{% endif %}<li>{{ i }}</li>{% if forloop.last %}</ul>{% endif %}{% endfor %}</div><b>{{ t }}</b>',
  '<table>{% for i in list %}{% assign m = i | modulo: 2 %}{% if m == 1 %}<tr>{% endif %}<td>{{ i }}</td>{% if m == 0 %}</tr>{% endif %}{% endfor %}</table>',
  '<div>{% if a %}<p>{% endif %}{% if a %}x</p>{% endif %}</div><i>{{ t }}</i>',
  '<div {% for i in list %}data-n{{ i | raw }}="{{ t }}" {% endfor %}>x</div><i>{{ t }}</i>',
  '<p class="{% for i in list %}c{{ i }}{% unless forloop.last %} {% endunless %}{% endfor %}">x</p>',
  '<a href="/{{ t | url_encode }}?x={{ a }}">{{ t }}</a>',
  '<p>{% if c %}{% elsif n %}{% else %}{{ t }}{% endif %}</p>',
  '<select>{% for i in list %}<option value="{{ i }}"{% if i == 2 %} selected{% endif %}>{{ i }}</option>{% endfor %}</select>',
  '<style>p { color: red }</style><script>if (1 < 2) { x("<p>") }</script><p>{{ t }}</p>',
  '<svg viewBox="0 0 1 1"><g>{% if a %}<path d="M{{ a }}"/>{% endif %}</g></svg>',
  '{% if c %}<div>{% endif %}<p>{{ t }}</p>{% if c %}</div>{% endif %}',
  '<p>{% for i in list limit: 2 %}{{ i }}{% endfor %}-{% for i in list offset: continue %}{{ i }}{% endfor %}</p>',
]

const data = { a: 1, c: false, t: 'T<"', list: [1, 2, 3, 4], n: null }
const partials = { header: '<div class="w"><h1>{{ t }}</h1>', footer: '</div>' }
const request = LiveRequest.read({
  url: '/',
  headers: new Headers(),
  params: {},
  session: { id: '' },
  address: '',
  sealer: { seal: () => '' },
})

test('A22: tags that cross elements print what LiquidJS prints', () => {
  const stock = new Liquid({ templates: partials, outputEscape: 'escape' })
  const engine = liquid({ root: 'test/views/crossing' })
  for (const template of templates) {
    const block = engine.block({ template, view: 'Test' }, { ...data }, { request })
    const printed = new TextDecoder().decode(printStatic(block))
    assert.equal(printed, stock.parseAndRenderSync(template, { ...data }))
  }
})
