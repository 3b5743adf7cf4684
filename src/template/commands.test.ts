import assert from 'node:assert/strict'
import { test } from 'node:test'
import { js } from '../wire/commands.ts'
import { declareBinding } from './binding.ts'
import { Differ } from './diff.ts'
import { each } from './each.ts'
import { html } from './html.ts'
import { print } from './print.ts'

function save(_args: { id: number }): void {}
declareBinding(save, 'save')

test('a chain is printed as a list, in order, with the names of its events [B139]', () => {
  const chain = js()
    .toggle('#menu')
    .addClass('a', { closest: 'li' })
    .push(save, { id: 3 })
    .push(save, undefined, '#x')
    .popFocus()
  const { html: text, events } = print(html`<b @click=${chain}></b>`)
  const list =
    '[["toggle",{"to":"#menu"}],["addClass","a",{"closest":"li"}],["push","save",{"id":3}],' +
    '["push","save",null,{"to":"#x"}],["popFocus"]]'
  assert.equal(text, `<b live-click="${list.replaceAll('"', '&#34;')}"></b>`)
  assert.deepEqual([...events], ['click', 'commands'])
})

test('each step gives a new chain [B139]', () => {
  const chain = js().hide()
  chain.show()
  assert.deepEqual(chain.toJSON(), [['hide']])
})

test('optimistic commands stand in a list of their own [B63]', () => {
  const chain = js().optimistic((now) => now.addClass('done').hide('#x'))
  const list = [
    ['addClass', 'done'],
    ['hide', { to: '#x' }],
  ]
  assert.deepEqual(chain.toJSON(), [['optimistic', list]])
})

test('equal chains are no difference, others are [B139]', () => {
  const differ = new Differ({ add() {} })
  const row = (id: number) => html`<b @click=${js().push(save, { id })}></b>`
  assert.equal(differ.diff(row(1), row(1)), undefined)
  const patch = differ.diff(row(1), row(2)) as unknown[]
  assert.deepEqual(patch.slice(1), [0, '[["push","save",{"id":2}]]'])
})

test('commands in static text ask for their part; a method that is no event is refused [B139]', () => {
  const { events } = print(html`<b live-click='[["hide"]]'></b>`)
  assert.deepEqual([...events], ['click', 'commands'])
  const stray = (): void => {}
  assert.throws(() => print(html`<b @click=${js().push(stray)}></b>`), /E_NOT_EVENT/)
})

test('rows that are kept between pages still ask for the part [B139]', () => {
  const row = (id: number) => html`<i @click=${js().addClass(`c${id}`)}></i>`
  const page = () => print(html`<p>${each([1, 2], (id) => id, row)}</p>`)
  page()
  assert.deepEqual([...page().events], ['click', 'commands'])
})
