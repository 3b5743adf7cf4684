import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { codeOf } from './code-text.ts'
import { repeatedQueries } from './repeated-queries.ts'

/** A view with these lines in its mount, which begins in line 3. */
const view = (...lines: string[]): string =>
  ['class Notes extends LiveView {', '  async mount() {', ...lines, '  }', '}'].join('\n')

const repeated: Record<string, string[]> = {
  'for of': ['for (const note of notes) {', '  await db.select().from(people)', '}'],
  'one statement': ['for (const id of ids)', '  rows.push(await prisma.note.findUnique({ id }))'],
  'several lines': [
    'for (const { id } of await db.select().from(notes)) {',
    '  const [row] = await db',
    '    .select()',
    '    .from(people)',
    '}',
  ],
  'map async': [
    'await Promise.all(ids.map(async (id) => {',
    '  return db.query.a.findFirst()',
    '}))',
  ],
  SQL: [
    'for (const id of ids) {',
    "  await pool.query('select * from a where id = $1', [id])",
    '}',
  ],
  'after a string': [
    'const s = "for (a of b) {"',
    'for (const id of ids) {',
    '  await db.$count(a)',
    '}',
  ],
}

for (const [name, lines] of Object.entries(repeated)) {
  test(`a query in a loop is found: ${name}`, () => {
    const found = repeatedQueries(view(...lines))
    assert.equal(found.length, 1)
    const { line, call } = found[0]!
    const text = view(...lines)
      .split('\n')
      .at(line - 1)!
    assert.ok(text.includes(`.${call}`), `line ${line}`)
    const handler = `liveviewHandler('load', async () => {\n${lines.join('\n')}\n})`
    assert.equal(repeatedQueries(handler).length, 1)
    assert.deepEqual(repeatedQueries(`async function seed() {\n${lines.join('\n')}\n}`), [])
  })

  test(`a query in a loop is meant where a comment says so: ${name}`, () => {
    const { line } = repeatedQueries(view(...lines))[0]!
    const all = view(...lines).split('\n')
    const commented = all.toSpliced(line - 1, 0, '// N+1: three at most').join('\n')
    assert.deepEqual(repeatedQueries(commented), [])
    assert.equal(
      repeatedQueries(all.toSpliced(line - 1, 0, '// three at most').join('\n')).length,
      1,
    )
  })
}

test('what a view is told of its state is no part of its body', () => {
  const lines = ['for (const note of notes) {', '  await db.select().from(people)', '}']
  for (const name of ['LiveView<{ a: string }>', 'LiveView<A & { a: B[] }[], { b: 1 }>']) {
    const source = view(...lines).replace('LiveView', name)
    assert.deepEqual(repeatedQueries(source), [{ line: 4, call: 'select' }], name)
  }
})

test('what asks once is not found', () => {
  for (const lines of [
    ['await db.select().from(notes)', 'for (const note of notes) use(note)'],
    ['for (const note of await db.select().from(notes)) {', '  use(note)', '}'],
    ['for (let attempt = 0; attempt < 3; attempt++) {', '  await db.select().from(notes)', '}'],
    ["for (const kind of ['a', 'b']) {", '  await db.select().from(notes)', '}'],
    ['for (const ids of batches) {', '  await db.select().where(inArray(notes.id, ids))', '}'],
    ['for (const note of notes) {', '  await db.insert(others).values(note)', '}'],
    [
      'for (const note of notes) {',
      '  note.owner = people.find(({ id }) => id === note.owner)',
      '}',
    ],
    ['for (const note of notes) {', '  // await db.select().from(people)', '}'],
    ['for (const note of notes) {', "  say('await db.select()')", '}'],
    ['for (const note of notes) {', '  await job.execute(note)', '}'],
    ['const rows = ids.map((id) => byId.get(id))', 'await db.select().from(notes)'],
    ['while (isMore) {', '  await db.select().from(notes).offset(at)', '}'],
  ]) {
    assert.deepEqual(repeatedQueries(view(...lines)), [], lines.join('\n'))
  }
})

test('text is no code, and each place stays where it was', () => {
  const source = "a('{', /[/{]/, `{${b({ c: `}` })}}`) // {\n/* { */ d / e / f"
  const code = codeOf(source)
  assert.equal(code.length, source.length)
  assert.equal(code.replaceAll(' ', ''), 'a(,,`${b({c:``})}`)\nd/e/f')
})

test('the examples and the template have no query in a loop', () => {
  for (const folder of ['examples', 'templates', 'blueprints']) {
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!/(?<!\.test)\.ts$/.test(file)) continue
      assert.deepEqual(repeatedQueries(readFileSync(`${folder}/${file}`, 'utf8')), [], file)
    }
  }
})
