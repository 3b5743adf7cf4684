/** What browsers are told of errors in production. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorTable, fail, LiveError, sentence, toldText } from './errors.ts'

const OTHER = 'The server refused this.'

test('a browser in production is told no sentence that speaks of the code', () => {
  const told: string[] = []
  for (const { code } of errorTable()) {
    // Whatever the sentence is made of.
    const error = (fail as (code: string, ...args: unknown[]) => LiveError)(
      code,
      'x',
      'x',
      'x',
      'x',
    )
    assert.equal(toldText(error, { development: true }), sentence(error))
    const text = toldText(error, { development: false })
    if (text === OTHER) continue
    told.push(code)
    assert.doesNotMatch(text, /createApp|app\.|static |docs\/|\bAdd\b|List it|Write|=>/, code)
  }
  for (const code of [
    'E_MODEL',
    'E_NO_VIEW',
    'E_NAVIGATION_LOOP',
    'E_STORE',
    'E_FRAME_MALFORMED',
  ]) {
    assert.equal(told.includes(code), false, code)
  }
  assert.ok(told.includes('E_BAD_ARGS') && told.includes('E_RATE'))
})
