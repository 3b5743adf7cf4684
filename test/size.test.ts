/** Budgets: what a browser loads, what a reader must keep in mind, how much paper there is. */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { brotliCompressSync } from 'node:zlib'

const CLIENT_BYTES = 10_240
const FILE_LINES = 350
const FUNCTION_LINES = 80
/** Guides, decisions and references; each decision is one more. */
const MARKDOWN_FILES = 60
/** Names that say nothing about what is in a file. */
const EMPTY_NAMES = /^(utils?|helpers?|common|misc|types?|manager|shared|lib)$/

const sources = (readdirSync('src', { recursive: true }) as string[])
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => join('src', file))

test(`the client is at most ${CLIENT_BYTES} bytes, brotli`, (t) => {
  const size = brotliCompressSync(readFileSync('dist/browser/client.js')).length
  t.diagnostic(`dist/browser/client.js: ${size} bytes`)
  assert.ok(size <= CLIENT_BYTES, `${size} bytes; what can be left out, or loaded later?`)
})

test(`no source file has more than ${FILE_LINES} lines`, (t) => {
  const lengths = sources.map((file) => ({ file, lines: linesOf(file) }))
  const longest = lengths.sort((a, b) => b.lines - a.lines)[0]!
  t.diagnostic(`${longest.file}: ${longest.lines} lines`)
  const long = lengths.filter(({ lines }) => lines > FILE_LINES)
  assert.deepEqual(long, [], 'Give a part of it a file and a name of its own.')
})

test(`no function has more than ${FUNCTION_LINES} lines`, (t) => {
  const lengths = functionLengths()
  assert.ok(lengths.length > 200, 'the functions were not found')
  const longest = lengths.sort((a, b) => b.lines - a.lines)[0]!
  t.diagnostic(`${longest.file}: ${longest.lines} lines`)
  const long = lengths.filter(({ lines }) => lines > FUNCTION_LINES)
  assert.deepEqual(long, [], 'Number its phases and give each a name.')
})

test('file names are nouns that say what is inside', () => {
  const empty = sources.filter((file) => EMPTY_NAMES.test(basename(file, '.ts')))
  assert.deepEqual(empty, [])
  const odd = sources.filter((file) => !/^(s3|[a-z]+)(-[a-z]+)*$/.test(basename(file, '.ts')))
  assert.deepEqual(odd, [])
})

test(`there are at most ${MARKDOWN_FILES} Markdown files`, (t) => {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '*.md']
  const papers = execFileSync('git', args, { encoding: 'utf8' }).trim().split('\n')
  t.diagnostic(`${papers.length} Markdown files`)
  assert.ok(papers.length <= MARKDOWN_FILES, papers.join('\n'))
})

function linesOf(file: string): number {
  return readFileSync(file, 'utf8').trimEnd().split('\n').length
}

/** Lets the linter measure: with a limit of 0 it reports every function with its length. */
function functionLengths(): { file: string; lines: number }[] {
  const folder = mkdtempSync(join(tmpdir(), 'overwire-'))
  const config = join(folder, 'oxlint.json')
  const rule = { max: 0, skipBlankLines: false, skipComments: false }
  const rules = { 'eslint/max-lines-per-function': ['error', rule] }
  writeFileSync(config, JSON.stringify({ categories: { correctness: 'off' }, rules }))
  const args = ['node_modules/.bin/oxlint', '-c', config, '-f', 'json', ...sources]
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 26 })
  rmSync(folder, { recursive: true })
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { message: string; filename: string; labels: { span: { line: number } }[] }[]
  }
  return diagnostics.map(({ message, filename, labels }) => ({
    file: `${filename}:${labels[0]?.span.line}`,
    lines: Number(/\((\d+)\)/.exec(message)?.[1]),
  }))
}
