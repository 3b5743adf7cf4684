import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allowStyle } from './style-policy.ts'

const SOURCE = "'sha256-x='"

test('the directive that decides over styles takes one more, and nothing else does', () => {
  const cases = [
    ["style-src 'self'", `style-src 'self' ${SOURCE}`],
    ["img-src *; STYLE-SRC 'NONE';", `img-src *; STYLE-SRC ${SOURCE}`],
    ["style-src 'self'; style-src-elem a.b", `style-src 'self'; style-src-elem a.b ${SOURCE}`],
    ["default-src 'none'; img-src *", `default-src 'none'; img-src *; style-src ${SOURCE}`],
    ["script-src 'self'", "script-src 'self'"],
    ["style-src 'self', style-src b.c", `style-src 'self' ${SOURCE},style-src b.c ${SOURCE}`],
    ["style-src 'self'; style-src *", `style-src 'self' ${SOURCE}; style-src *`],
  ]
  for (const [policy, wanted] of cases) {
    for (const name of ['content-security-policy', 'Content-Security-Policy-Report-Only']) {
      assert.deepEqual(allowStyle({ [name]: policy!, x: 'style-src y' }, SOURCE), {
        [name]: wanted,
        x: 'style-src y',
      })
    }
  }
})
