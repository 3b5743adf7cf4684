import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nameParts, pluralOf, renamed, singularOf } from './generated-names.ts'

test('a word and its plural name the same things', () => {
  const words = {
    product: 'products',
    category: 'categories',
    day: 'days',
    box: 'boxes',
    address: 'addresses',
    branch: 'branches',
  }
  for (const [one, many] of Object.entries(words)) {
    assert.deepEqual(pluralOf(['order', one]), ['order', many])
    assert.deepEqual(singularOf(['order', many]), ['order', one])
    assert.deepEqual(singularOf(['order', one]), ['order', one])
  }
})

test('every way of writing photo boards becomes that of another name', () => {
  const text = 'photo-boards photo_boards photoBoards PhotoBoards "Photo boards" photo board'
  assert.equal(
    renamed(text, nameParts('OrderLine')),
    'order-lines order_lines orderLines OrderLines "Order lines" order line',
  )
})

test('what can name no class, or is too long, is an error', () => {
  for (const word of ['', '7up', '../x', 'a--b', 'a-name-of-more-than-24-letters'])
    assert.throws(() => nameParts(word), { code: 'E_COMMAND_LINE' }, word)
})
