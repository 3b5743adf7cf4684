/**
 * The code in README.md and in docs/guide compiles against the built package: each block goes into the
 * file that its first line names, the blocks of one page side by side.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path/posix'
import { after, test } from 'node:test'

const output = 'test/output/docs'
const guide = [
  'docs/start.md',
  'docs/moving.md',
  ...readdirSync('docs/guide').map((file) => `docs/guide/${file}`),
]
const tutorial = readdirSync('docs/tutorial').map((file) => `docs/tutorial/${file}`)
/** Words of a sentence, at most. */
const MOST_WORDS = 35
const papers = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'src/README.md',
  'docs/protocol.md',
  'docs/comparisons.md',
  'docs/questions.md',
  ...['reference', 'internals', 'decisions', 'tutorial'].flatMap((folder) =>
    readdirSync(`docs/${folder}`).map((file) => `docs/${folder}/${file}`),
  ),
  ...guide,
]

after(() => rmSync(output, { recursive: true, force: true }))

test('every block of code in the guide compiles', () => {
  rmSync(output, { recursive: true, force: true })
  let blocks = 0
  for (const page of ['README.md', ...guide]) {
    const folder = join(output, page.replaceAll('/', '-'))
    mkdirSync(folder, { recursive: true })
    for (const [, code] of readFileSync(page, 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)) {
      const name = /^\/\/ ([a-z-]+(?:\.test)?\.ts)\n/.exec(code!)?.[1]
      assert.ok(name, `${page}: a block begins with "// its-file.ts":\n${code}`)
      assert.ok(!existsSync(join(folder, name)), `${page} has two blocks named ${name}`)
      writeFileSync(join(folder, name), code!)
      blocks++
    }
  }
  assert.ok(blocks > 10, `${blocks} blocks`)
  const config = { extends: '../../../tsconfig.json', include: ['.'] }
  writeFileSync(join(output, 'tsconfig.json'), JSON.stringify(config))
  const { stdout, status } = spawnSync('node_modules/.bin/tsc', ['-p', output], {
    encoding: 'utf8',
  })
  assert.equal(status, 0, stdout)
})

test('no change stands twice in CHANGELOG.md', () => {
  const changes = readFileSync('CHANGELOG.md', 'utf8').match(/^- .*$/gm)!
  assert.deepEqual(
    changes.filter((change, i) => changes.indexOf(change) !== i),
    [],
  )
})

test('links between the papers lead somewhere', () => {
  const broken = papers.flatMap((page) => {
    const links = readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g)
    return [...links]
      .map(([, link]) => normalize(join(dirname(page), link!)))
      .filter((path) => !existsSync(path))
      .map((path) => `${page} -> ${path}`)
  })
  assert.deepEqual(broken, [])
})

test('no sentence of the guide has more than 35 words', () => {
  const pages = [...guide, 'docs/comparisons.md', ...tutorial]
  const long = pages.flatMap((page) =>
    sentences(readFileSync(page, 'utf8'))
      .filter((sentence) => sentence.split(' ').length > MOST_WORDS)
      .map((sentence) => `${page}: ${sentence}`),
  )
  assert.deepEqual(long, [])
})

test('docs/questions.md asks five questions of each page, and answers them', () => {
  const [, ...sections] = readFileSync('docs/questions.md', 'utf8').split(/^## /m)
  const asked = sections.map((section) => {
    const questions = section.match(/^\d\. .+\? \*.+\*$/gm) ?? []
    assert.equal(questions.length, 5, section)
    return normalize(join('docs', /\(([^)]+)\)/.exec(section)![1]!))
  })
  const pages = ['README.md', 'docs/comparisons.md', ...guide, ...tutorial]
  assert.deepEqual(asked.sort(), pages.sort())
})

test('decisions are numbered without gaps and fit on a page', () => {
  const decisions = readdirSync('docs/decisions').sort()
  decisions.forEach((file, i) => {
    assert.match(file, new RegExp(`^${String(i + 1).padStart(4, '0')}-[a-z-]+\\.md$`))
    const lines = readFileSync(`docs/decisions/${file}`, 'utf8').split('\n').length
    assert.ok(lines <= 60, `${file}: ${lines} lines`)
  })
})

test('each defence in SECURITY.md names tests that are there', () => {
  const table = readFileSync('SECURITY.md', 'utf8').split('| way in |')[1] ?? ''
  const rows = table.split('\n').filter((line) => /^\| [^-]/.test(line))
  assert.ok(rows.length > 15, `${rows.length} rows`)
  for (const row of rows) {
    const [, , , defence, tests] = row.split('|').map((cell) => cell.trim())
    const named = [...tests!.matchAll(/`([^`]+)`/g)].map(([, file]) => file!)
    assert.ok(named.length > 0 || defence!.startsWith('none:'), `no test: ${row}`)
    assert.deepEqual(
      named.filter((file) => !existsSync(file)),
      [],
      row,
    )
  }
})

/** The sentences of a page outside of code, tables, headings and pictures; code in a line is one word. */
function sentences(page: string): string[] {
  const text = page.replace(/^```[\s\S]*?^```$/gm, '').replace(/^(\||#|!\[).*$/gm, '')
  return text.split(/\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )/).flatMap((paragraph) =>
    paragraph
      .replace(/`[^`]*`/g, 'CODE')
      .replace(/\s+/g, ' ')
      .split(/(?<=[.!?]\**) (?=[A-Z*[“])/)
      .map((sentence) => sentence.trim()),
  )
}
