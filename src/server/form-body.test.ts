/** Forms as they are read piece by piece equal what the runtime reads in one go, and end at their limits. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  array,
  assert as holds,
  asyncProperty,
  constantFrom,
  integer,
  oneof,
  record,
  string,
  tuple,
  uint8Array,
} from 'fast-check'
import { formDataOf, jsonOf } from './form-body.ts'

const CRLF = '\r\n'
const never = (): never => assert.fail('the runtime is not asked')

/** A request whose body comes in pieces of so many bytes. */
function posted(
  body: Uint8Array | string,
  boundary: string,
  piece: number = 1000,
  sent: (bytes: number) => void = () => {},
): Request {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  let at = 0
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) return controller.close()
      controller.enqueue(bytes.slice(at, (at += piece)))
      sent(piece)
    },
  })
  return new Request('http://localhost/', {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: stream,
    duplex: 'half',
  } as RequestInit)
}

async function plain(form: FormData): Promise<unknown[]> {
  const entries: unknown[] = []
  for (const [name, value] of form) {
    if (typeof value === 'string') entries.push([name, value])
    else entries.push([name, value.name, value.type, Buffer.from(await value.arrayBuffer())])
  }
  return entries
}

test('a form is what the runtime makes of it, however its bytes come', async () => {
  const text = oneof(
    string({ unit: 'binary', maxLength: 20 }).map((each) => Buffer.from(each).toString()),
    constantFrom('--', '\r\n--', '"quoted"', 'a\\b', 'ä\u{1f600}', '\ufeffx', '%22', ''),
  )
  // Runtimes differ in names that begin with a byte order mark; of those with line separators see below.
  const name = text.map((each) => each.replaceAll(/[\ufeff\u2028\u2029]/g, ''))
  const file = record({
    name,
    type: constantFrom('', 'image/png'),
    bytes: uint8Array(),
  })
  await holds(
    asyncProperty(
      array(tuple(name, oneof(text, file)), { maxLength: 6 }),
      integer({ min: 1, max: 200 }),
      async (entries, piece) => {
        const form = new FormData()
        for (const [name, value] of entries) {
          if (typeof value === 'string') form.append(name, value)
          else
            form.append(name, new File([value.bytes as BlobPart], value.name, { type: value.type }))
        }
        const sent = new Response(form)
        const type = sent.headers.get('content-type')!
        const bytes = new Uint8Array(await sent.arrayBuffer())
        const boundary = /boundary=(.*)/.exec(type)![1]!
        const expected = await new Response(bytes, { headers: { 'content-type': type } }).formData()
        const read = await formDataOf(posted(bytes, boundary, piece), never)
        assert.deepEqual(await plain(read), await plain(expected))
      },
    ),
    { numRuns: 300 },
  )
})

test('a name with a line separator is read as far as that, without the quote before it', async () => {
  for (const separator of ['\u2028', '\u2029']) {
    const form = new FormData()
    form.append(`field${separator}more`, 'x')
    form.append('file', new File(['y'], `a b${separator}c.txt`))
    const sent = new Response(form)
    const type = sent.headers.get('content-type')!
    const bytes = new Uint8Array(await sent.arrayBuffer())
    const read = await formDataOf(posted(bytes, /boundary=(.*)/.exec(type)![1]!), never)
    assert.deepEqual(await plain(read), [
      ['field', 'x'],
      ['file', 'a b', 'application/octet-stream', Buffer.from('y')],
    ])
  }
})

const part = (name: string, more = ''): string =>
  `--X${CRLF}Content-Disposition: form-data; name="${name}"${more}${CRLF}${CRLF}x${CRLF}`

for (const [what, body] of [
  ['no boundary in it', 'hello'],
  ['cut off', part('a')],
  ['a part without a name', `--X${CRLF}Content-Type: text/plain${CRLF}${CRLF}x${CRLF}--X--`],
  ['nothing', ''],
] as const) {
  test(`a body that is no form is its sender's mistake: ${what}`, async () => {
    await assert.rejects(formDataOf(posted(body, 'X'), never), TypeError)
  })
}

for (const [what, body, error] of [
  ['parts', part('a', '; filename="a"').repeat(30_000), /at most 10000 entries/],
  ['headers of a part', `--X${CRLF}${`a: b${CRLF}`.repeat(100_000)}`, TypeError],
] as const) {
  test(`a form beyond its limits is refused: ${what}`, async () => {
    await assert.rejects(formDataOf(posted(body, 'X', 5000), never), error)
  })
}

test('no file is made before all of a form is there', async (t) => {
  let made = 0
  class CountedFile extends File {
    constructor(...given: ConstructorParameters<typeof File>) {
      super(...given)
      made++
    }
  }
  const before = globalThis.File
  globalThis.File = CountedFile
  t.after(() => (globalThis.File = before))
  const body = `${part('a', '; filename="a"').repeat(100)}--X--`
  let left = body.length
  const from = posted(body, 'X', 500, (piece) => {
    left -= piece
    if (left > 0) assert.equal(made, 0)
  })
  assert.equal([...(await formDataOf(from, never))].length, 100)
  assert.equal(made, 100)
})

test('while a form is read others get their turns', async () => {
  const body = part('a', '; filename="a"').repeat(9_999) + '--X--'
  let turns = 0
  const count = (): void => {
    turns++
    waiting = setImmediate(count)
  }
  let waiting = setImmediate(count)
  const form = await formDataOf(posted(body, 'X', body.length), never)
  clearImmediate(waiting)
  assert.equal([...form].length, 9_999)
  assert.ok(turns >= 3, `${turns} turns`)
})

test('many forms at once are read in turns: others are heard between all of their pieces', async () => {
  const part = `--b${CRLF}content-disposition: form-data; name="f"${CRLF}${CRLF}${CRLF}`
  const body = `${part.repeat(200)}--b--${CRLF}`
  const pieces = Math.ceil(body.length / 1000)
  let isOver = false
  let heard = 0
  const hear = (): void => void setImmediate(() => isOver || (heard++, hear()))
  hear()
  const forms = await Promise.all(
    Array.from({ length: 20 }, () => formDataOf(posted(body, 'b'), never)),
  )
  isOver = true
  assert.ok(forms.every((form) => form.getAll('f').length === 200))
  assert.ok(heard >= 20 * pieces, `heard ${heard} times in ${20 * pieces} pieces`)
})

test('a form without files has at most 10,000 entries, and is what the runtime makes of it', async () => {
  const of = (body: string): Promise<FormData> => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
    return formDataOf(new Request('http://localhost/', { method: 'POST', headers, body }), never)
  }
  assert.equal([...(await of('a&'.repeat(10_000))).keys()].length, 10_000)
  await assert.rejects(of('a&'.repeat(10_001)), /E_BAD_ARGS/)
  const text = 'a=1&a=2&b+c=%C3%A4+%26&&=x&d&e=f=g'
  const request = new Request('http://localhost/', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: text,
  })
  assert.deepEqual([...(await of(text))], [...(await request.formData())])
})

test('between long forms of pairs others have their turn; a short one is read at once', async () => {
  let turns = 0
  let isOver = false
  const others = (): void => {
    turns++
    if (!isOver) setImmediate(others)
  }
  const readPairs = async (pairs: number): Promise<number> => {
    const body = Array.from({ length: pairs }, (_, n) => `a${n}=1`).join('&')
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const request = new Request('http://a/', { method: 'POST', body, headers })
    const form = await formDataOf(request, () => request.formData())
    assert.equal([...form.keys()].length, pairs)
    return turns
  }
  setImmediate(others)
  const long = Array.from({ length: 20 }, () => readPairs(5000))
  const short = await readPairs(10)
  const seen = await Promise.all(long)
  isOver = true
  assert.ok(short <= seen[0]!, `the short one at ${short}, long ones at ${seen.join()}`)
  assert.ok(new Set(seen).size === 20, seen.join())
})

test('JSON is parsed in turns: others are heard between any two bodies', async () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000)
  const order: string[] = []
  const asked = Array.from({ length: 5 }, async () => {
    const body = await jsonOf(new Request('http://x/', { method: 'POST', body: deep }))
    order.push('body')
    return body
  })
  let isOver = false
  const others = (): void => {
    order.push('other')
    if (!isOver) setTimeout(others, 0)
  }
  others()
  await Promise.all(asked)
  isOver = true
  assert.equal(order.filter((one) => one === 'body').length, 5)
  assert.doesNotMatch(order.join(' '), /body body/)
  const broken = new Request('http://x/', { method: 'POST', body: `{"a":${'['.repeat(5000)}` })
  await assert.rejects(jsonOf(broken), SyntaxError)
})
