/**
 * Generated templates print what LiquidJS itself prints, or are refused. Left out is what differs on purpose: `escape`
 * and captured HTML are not escaped again, and the first line break of a <pre> is kept.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { Liquid } from 'liquidjs'
import { LiveError } from '../base/errors.ts'
import { LiveRequest } from '../live/page/request.ts'
import { VisitorSession } from '../live/page/session.ts'
import { printStatic } from '../template/print.ts'
import { liquid } from './liquid.ts'

const data = {
  a: 1,
  f: 2.5,
  c: false,
  d: true,
  t: 'T<"&',
  s: '  two words\n',
  n: null,
  list: [3, 1, 2, 1],
  words: ['x', 'y<', ''],
  none: [],
}
const pick = fc.constantFrom
const dash = pick('', '', '', '-')
const tag = (inside: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(dash, inside, dash).map(([left, text, right]) => `{%${left} ${text} ${right}%}`)
const plain = (text: string): fc.Arbitrary<string> => tag(fc.constant(text))
const joined = (...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((all) => all.join(''))
const maybe = (part: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.oneof(fc.constant(''), part)

const text = fc
  .array(pick('a', 'b', '-', '.', ' ', ' ', '  ', '\n', '\n  ', '\t', 'é', '&amp;', '&nbsp;'), {
    maxLength: 5,
  })
  .map((parts) => parts.join(''))
const value = pick(
  ...'a f c d t s n list words none i x missing list.size list[0] words[1] list.first'.split(' '),
  ...'words.last t.size k.size k[0] k.first "q<" \'\' 0 7 -1 true nil forloop.index forloop.last'.split(
    ' ',
  ),
)
const filter = pick(
  ...'upcase downcase capitalize size strip lstrip first last reverse sort uniq'.split(' '),
  ...'join compact round ceil abs url_encode newline_to_br strip_html'.split(' '),
  ...['append: "<i>"', 'prepend: t', 'default: "d"', 'plus: 1', 'minus: a', 'times: 2'],
  ...['divided_by: 2', 'modulo: 2', 'join: ", "', 'replace: "T", "u"', 'truncate: 3', 'slice: 1'],
  ...['split: " "', 'remove: "o"', 'at_least: 2', 'default: t', 'truncatewords: 1'],
)
const chain = fc
  .tuple(value, fc.array(filter, { maxLength: 2 }))
  .map(([first, filters]) => [first, ...filters].join(' | '))
const output = fc
  .tuple(dash, chain, dash)
  .map(([left, inside, right]) => `{{${left} ${inside} ${right}}}`)
const compared = fc
  .tuple(
    value,
    pick('==', '!=', '<', '>', '<=', '>=', 'contains'),
    fc.oneof(value, pick('empty', 'blank')),
  )
  .map((all) => all.join(' '))
const simple = fc.oneof(value, compared)
const condition = fc.oneof(
  simple,
  fc.tuple(simple, pick('and', 'or'), simple).map((all) => all.join(' ')),
)
const head = (name: string): fc.Arbitrary<string> => tag(condition.map((one) => `${name} ${one}`))
const loop = tag(
  fc
    .tuple(
      pick('list', 'words', 'none', 'n', '(1..3)', '(1..a)'),
      maybe(pick(' limit: 2', ' limit: a', ' limit: 0')),
      maybe(pick(' offset: 1', ' offset: 9')),
      maybe(fc.constant(' reversed')),
    )
    .map(([of, ...options]) => `for i in ${of}${options.join('')}`),
)
const assignment = tag(
  fc.tuple(pick('x', 'a', 't'), chain).map(([name, to]) => `assign ${name} = ${to}`),
)

const { body } = fc.letrec<{ body: string; node: string }>((tie) => {
  const inner = tie('body')
  const element = fc
    .tuple(pick('b', 'span', 'div'), maybe(joined(pick(' class="c '), output, pick('"'))), inner)
    .map(([name, attribute, content]) => `<${name}${attribute}>${content}</${name}>`)
  const whens = fc
    .array(joined(tag(value.map((one) => `when ${one}`)), inner), { minLength: 1, maxLength: 3 })
    .map((all) => all.join(''))
  const otherwise = maybe(joined(plain('else'), inner))
  return {
    body: fc.array(tie('node'), { maxLength: 4 }).map((all) => all.join('')),
    node: fc.oneof(
      { maxDepth: 4, depthSize: 'medium' },
      text,
      output,
      // What is captured is HTML, which stock escapes.
      fc.constant('{{ k | raw }}'),
      assignment,
      element,
      joined(head('if'), inner, maybe(joined(head('elsif'), inner)), otherwise, plain('endif')),
      joined(head('unless'), inner, otherwise, plain('endunless')),
      joined(tag(value.map((one) => `case ${one}`)), whens, otherwise, plain('endcase')),
      joined(loop, inner, otherwise, plain('endfor')),
      joined(plain('capture k'), inner, plain('endcapture')),
    ),
  }
})

const request = LiveRequest.read({
  url: '/',
  headers: new Headers(),
  params: {},
  session: new VisitorSession({ id: '' }, 0),
  address: '',
  sealer: { seal: () => '', open: () => undefined },
})
const stock = new Liquid({ outputEscape: 'escape' })
const engine = liquid({ root: 'test/views/crossing' })

/** Undefined: it is not taken, and says why. */
function print(template: string): string | undefined {
  try {
    const block = engine.block({ template, view: 'Test' }, structuredClone(data), { request })
    return new TextDecoder().decode(printStatic(block))
  } catch (error) {
    if (error instanceof LiveError) return undefined
    throw error
  }
}

/** What LiquidJS prints; undefined when it throws. */
function printStock(template: string): string | undefined {
  try {
    return stock.parseAndRenderSync(template, structuredClone(data)) as string
  } catch {
    return undefined
  }
}

test('generated templates print what LiquidJS prints, or are refused [A22]', () => {
  const seed = Number(process.env['OVERWIRE_FUZZ_SEED'] ?? 1)
  const numRuns = Number(process.env['OVERWIRE_LIQUID_RUNS'] ?? 300)
  let taken = 0
  const property = fc.property(body, (template) => {
    const printed = print(template)
    if (printed === undefined) return
    taken++
    assert.equal(printed, printStock(template))
  })
  fc.assert(property, { seed, numRuns })
  assert.ok(taken > numRuns / 2, `${taken} of ${numRuns} are taken`)
})
