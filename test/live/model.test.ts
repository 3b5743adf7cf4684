/** live-model from a browser that sends anything: a field keeps the kind of value that it was declared with. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html, LiveView } from 'overwire'
import { RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'

class Profile extends LiveView {
  static override model = ['name', 'age', 'on', 'tags', 'sizes', 'whole', 'rows', 'late']
  static last: Profile
  name = 'Ann'
  age: number | null = 7
  on = false
  tags = ['a']
  sizes = [1, 2]
  whole: unknown = { admin: false }
  rows: unknown = [{ id: 1 }]
  late: string | null = null
  override mount() {
    Profile.last = this
  }
  override render() {
    return html`<p>${this.name}</p>`
  }
}

const fields = ['name', 'age', 'on', 'tags', 'sizes', 'whole', 'rows', 'late'] as const

/** Sends one change to a new page. @returns the error's code, or the field's value. */
async function set(
  url: string,
  field: (typeof fields)[number],
  args: Record<string, unknown>,
): Promise<unknown> {
  const window = await RawWindow.join(url)
  const view = Profile.last
  const before = fields.map((name) => view[name])
  window.send([1, 1, 0, '$model', { field, ...args }])
  const answer = await window.answer(1)
  await window.close()
  if (answer[0] !== 2) return view[field]
  assert.deepEqual(
    fields.map((name) => view[name]),
    before,
  )
  return answer[2]
}

test('a field keeps its kind: what is of another is refused, and nothing is changed', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Profile))
  const cases: [(typeof fields)[number], Record<string, unknown>, unknown][] = [
    ['name', { kind: 'text', value: 'Bo' }, 'Bo'],
    ['name', { kind: 'text', value: { $ne: 1 } }, 'E_BAD_ARGS'],
    ['name', { kind: 'text', value: ['x'] }, 'E_BAD_ARGS'],
    ['name', { kind: 'text', value: 7 }, 'E_BAD_ARGS'],
    ['age', { kind: 'number', value: '8.5' }, 8.5],
    ['age', { kind: 'number', value: '' }, null],
    ['age', { kind: 'number', value: 'old' }, 'E_BAD_ARGS'],
    ['age', { kind: 'number', value: 'Infinity' }, 'E_BAD_ARGS'],
    ['age', { kind: 'number', value: [3] }, 'E_BAD_ARGS'],
    ['age', { kind: 'text', value: true }, 'E_BAD_ARGS'],
    ['on', { kind: 'checkbox', checked: true, value: 'on' }, true],
    ['on', { kind: 'select-one', value: 'true' }, true],
    ['on', { kind: 'checkbox', value: {} }, 'E_BAD_ARGS'],
    ['tags', { kind: 'select-multiple', value: ['b', 'c'] }, ['b', 'c']],
    ['tags', { kind: 'checkbox', checked: true, value: 'b' }, ['a', 'b']],
    ['tags', { kind: 'checkbox', checked: false, value: 'a' }, []],
    ['tags', { kind: 'select-multiple', value: ['b', { c: 1 }] }, 'E_BAD_ARGS'],
    ['tags', { kind: 'text', value: { length: 1 } }, 'E_BAD_ARGS'],
    ['sizes', { kind: 'select-multiple', value: ['3', '4'] }, [3, 4]],
    ['sizes', { kind: 'checkbox', checked: false, value: '1' }, [2]],
    ['sizes', { kind: 'checkbox', checked: true, value: 'big' }, 'E_BAD_ARGS'],
    ['whole', { kind: 'text', value: 'x' }, 'E_BAD_ARGS'],
    ['whole', { kind: 'text', value: { admin: true } }, 'E_BAD_ARGS'],
    ['rows', { kind: 'select-multiple', value: ['x'] }, 'E_BAD_ARGS'],
    ['late', { kind: 'text', value: 'now' }, 'now'],
    ['late', { kind: 'text', value: { now: 1 } }, 'E_BAD_ARGS'],
  ]
  for (const [field, args, wanted] of cases) {
    assert.deepEqual(await set(url, field, args), wanted, `${field} ${JSON.stringify(args)}`)
  }
})
