/** Templates whose tags and elements cross give the HTML that LiquidJS itself prints. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Liquid } from 'liquidjs'
import { LiveRequest } from '../live/page/request.ts'
import { VisitorSession } from '../live/page/session.ts'
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

/** Many lines: what stands between inline elements is shown. */
const spaced = [
  '{% for i in list %}\n <a>{{ i }}</a>\n{% endfor %}',
  '<p>\n  {% for i in list %}\n  <b>{{ i }}</b>{% unless forloop.last %}, {% endunless %}\n  {% endfor %}\n</p>',
  '<ul>\n  {% for i in list %}\n    <li>\n      {{ i }}\n    </li>\n  {% else %}\n    <li>none</li>\n  {% endfor %}\n</ul>\n',
  '<table>\n <tbody>\n {% for i in list %}\n <tr>\n <td>{{ i }}</td>\n </tr>\n {% endfor %}\n </tbody>\n</table>',
  '<p>a\n{% if a %}\n<i>b</i>\n{% endif %}\nc</p>',
  '<p>a{% if a %} {% endif %}b{% if a %}\n{% else %}x{% endif %}c</p>',
  '<p>{% for i in list %} {% endfor %}|</p>',
  '<pre>\n\n  {{ t }}\n</pre>\n<textarea>\n\n {{ t }}</textarea>',
  '<select>\n {% for i in list %}\n <option>{{ i }}</option>\n {% endfor %}\n</select>',
  '{%- for i in list -%}\n <a>{{- i -}}</a>\n{%- endfor -%}',
  '\n<div>\n\n<span> x </span>\n<span>y</span>\n\n</div>\n',
  '<p>{% capture c2 %}\n <b>{{ t }}</b>\n{% endcapture %}[{{ c2 | raw }}]</p>',
  '<p>x&nbsp;{% if a %}&nbsp;{% endif %}y</p>',
]

const cases = [
  '{% case a %}{% when 1 %}one{% when 1 %}again{% when 2 %}two{% else %}none{% endcase %}',
  '<p>{% case a %}{% when 1, 1 %}<b>one</b>{% when 2 or 1 %}<i>{{ t }}</i>{% endcase %}</p>',
  '<p>{% case a %}{% when a %}{% assign a = 2 %}x{% when 2 %}y{% when 1 %}z{% endcase %}{{ a }}</p>',
  '<p class="{% case t %}{% when "x" %}x{% when t %}t{% when t %}u{% else %}e{% endcase %}">p</p>',
  '{% case n %}{% when nil %}nil{% when false %}false{% else %}else{% endcase %}',
  '{% for i in list %}{% case i %}{% when 1 %}a{% when 2, 3 %}b{% when 3 %}c{% else %}d{% endcase %}{% endfor %}',
  '{% case a %}{% when "1" %}text{% when 1 %}number{% endcase %}',
]

const data = { a: 1, c: false, t: 'T<"', list: [1, 2, 3, 4], n: null }
const partials = { header: '<div class="w"><h1>{{ t }}</h1>', footer: '</div>' }
const request = LiveRequest.read({
  url: '/',
  headers: new Headers(),
  params: {},
  session: new VisitorSession({ id: '' }, 0),
  address: '',
  sealer: { seal: () => '', open: () => undefined },
})

test('tags that cross elements, white space and repeated branches print what LiquidJS prints [A22]', () => {
  const stock = new Liquid({ templates: partials, outputEscape: 'escape' })
  const engine = liquid({ root: 'test/views/crossing' })
  for (const template of [...templates, ...spaced, ...cases]) {
    const block = engine.block({ template, view: 'Test' }, { ...data }, { request })
    // The mark of fields with a value of the server's is ours.
    const printed = new TextDecoder().decode(printStatic(block)).replaceAll(' live-bound', '')
    assert.equal(printed, stock.parseAndRenderSync(template, { ...data }), template)
  }
})
