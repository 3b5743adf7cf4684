/** The error table and its reference page say the same, and no error is there for nothing. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { errorTable, fail } from '../src/base/errors.ts'

const page = readFileSync('docs/reference/errors.md', 'utf8')

/** The rows `| E_CODE | close | when | what to do |`; a dash stands for no close code. */
function documented(): { code: string; close: number; when: string; fix: string }[] {
  const rows = page.matchAll(/^\| `(E_[A-Z_]+)` \| (\d+|–) \| (.*) \| (.*) \|$/gm)
  return [...rows].map(([, code, close, when, fix]) => ({
    code: code!,
    close: close === '–' ? 0 : Number(close),
    when: when!,
    fix: fix!,
  }))
}

test('the reference page lists the codes of the table, with their close codes', () => {
  const byCode = (a: { code: string }, b: { code: string }): number => (a.code < b.code ? -1 : 1)
  const listed = documented().map(({ code, close }) => ({ code, close }))
  assert.deepEqual(listed.sort(byCode), errorTable().sort(byCode))
})

test('what visitors sent can’t steer a terminal, or begin a line of the log', () => {
  const error = fail('E_SESSION_SIZE', 9000, 3000, 'x\n\u001b[31mFAKE\r\u009b\u2028\u202e', 9000)
  // oxlint-disable-next-line no-control-regex
  assert.doesNotMatch(error.message, /[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/)
  assert.match(error.message, /"x\\n\\u001b\[31mFAKE\\r\\u009b\\u2028\\u202e" with 9000/)
})

test('the reference page says when each happens and what to do', () => {
  for (const { code, when, fix } of documented()) {
    assert.ok(when.trim().length > 20 && fix.trim().length > 10, code)
  }
})

test('every mention of a code on the page is a code of the table', () => {
  const codes = new Set<string>(errorTable().map(({ code }) => code))
  const unknown = [...page.matchAll(/E_[A-Z_]+/g)].map(([code]) => code)
  assert.deepEqual(
    unknown.filter((code) => !codes.has(code)),
    [],
  )
})

test('every code is raised somewhere', () => {
  const source = (readdirSync('src', { recursive: true }) as string[])
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join('src', file), 'utf8'))
    .join('\n')
  // Some places choose the code first: this.#fail('E_SLOT_PLACE', …). The browser announces its own.
  const raised = new Set(
    [...source.matchAll(/(?:\b(?:fail|report)\(\s*|#refuse\(\s*n,\s*|code: )'(E_[A-Z_]+)'/g)].map(
      ([, code]) => code!,
    ),
  )
  const silent = errorTable().filter(({ code }) => !raised.has(code))
  assert.deepEqual(silent, [])
})

test('close codes are those that WebSocket leaves to applications, or its own 1009', () => {
  const odd = errorTable().filter(
    ({ close }) => close !== 0 && close !== 1009 && (close < 4000 || close > 4999),
  )
  assert.deepEqual(odd, [])
  const used = errorTable()
    .map(({ close }) => close)
    .filter(Boolean)
  assert.equal(new Set(used).size, used.length, 'two errors share a close code')
})
