import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failureText } from './failure-text.ts'

const page = (detail: string): string =>
  `<style>p { color: red }</style><h1>Something went wrong</h1><pre>\n${detail}</pre><a href="/">Go</a>`

test('of the standard error page its message is told, and a place where the message has none', () => {
  const own =
    'LiveError: [E_X] &lt;a&gt; isn&#39;t\n  in a.ts:7\n    at one (b.ts:1)\n    at two (c.ts:2)'
  assert.equal(failureText(page(own)), "[E_X] <a> isn't\n  in a.ts:7")
  const other = 'Error: no &amp;lt;\n    at one (b.ts:1)\n    at two (c.ts:2)'
  assert.equal(failureText(page(other)), 'Error: no &lt;\n    at one (b.ts:1)')
})

test('of another page its text is told in one line', () => {
  assert.equal(failureText('<h1>Oh&#39;s</h1>\n <p>no</p><script>x</script>'), "Oh's no")
})
