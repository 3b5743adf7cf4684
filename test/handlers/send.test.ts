/** Answers: what each key of send() becomes, what is refused, and whom it reaches. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html, raw, to } from 'overwire'
import { liveviewHandler, send } from 'overwire/handlers'
import type { Consumer, SendData, SendOptions } from 'overwire/handlers'
import { testConsumer } from 'overwire/testing'
import type { TestWindow } from 'overwire/testing'
import { freshRegistry, servePage } from './harness.ts'

freshRegistry()

test('each key becomes an operation, a list goes in one piece [A73, A74, A75, A76, A77, A79, A80, A81]', async (t) => {
  const pages = await servePage(t)
  const cases: [data: SendData | SendData[], operations: unknown[]][] = [
    [{ target: '#a', html: html`<p>${'<b>'}</p>` }, [['html', '#a', '<p>&lt;b&gt;</p>']]],
    [{ target: '#a', html: '<b>trusted</b>' }, [['html', '#a', '<b>trusted</b>']]],
    [{ target: '#a', html: raw('<i>raw</i>') }, [['html', '#a', '<i>raw</i>']]],
    [{ target: '#a', html: 'x', append: true }, [['append', '#a', 'x']]],
    [{ target: '#a', html: 'x', prepend: true }, [['prepend', '#a', 'x']]],
    [{ target: '#a', html: 'x', before: true }, [['before', '#a', 'x']]],
    [{ target: '#a', html: 'x', after: true }, [['after', '#a', 'x']]],
    [{ target: '#a', html: 'x', replace: true }, [['replace', '#a', 'x']]],
    [{ target: '#a', html: 'x', morph: true }, [['morph', '#a', 'x']]],
    [{ target: '#a', html: 'x', append: false }, [['html', '#a', 'x']]],
    [{ target: '.a', html: 'x', all: true }, [['html', '.a', 'x', 1]]],
    [{ target: '#a', remove: true }, [['remove', '#a']]],
    [{ target: '#a', remove: false }, []],
    [{ target: '#a', text: '<b>' }, [['text', '#a', '<b>']]],
    [{ target: '#a', text: 0 }, [['text', '#a', '0']]],
    [
      { target: '#a', addClass: 'b c', removeClass: 'd', toggleClass: 'e' },
      [
        ['addClass', '#a', 'b c'],
        ['removeClass', '#a', 'd'],
        ['toggleClass', '#a', 'e'],
      ],
    ],
    [
      { target: '#a', attributes: { title: 'T', max: 5, hidden: true, lang: null } },
      [
        ['attribute', '#a', 'title', 'T'],
        ['attribute', '#a', 'max', '5'],
        ['attribute', '#a', 'hidden', true],
        ['attribute', '#a', 'lang', null],
      ],
    ],
    [{ target: '#a', focus: true }, [['focus', '#a']]],
    [
      { title: 'T', scroll: '#b' },
      [
        ['title', 'T'],
        ['scroll', '#b'],
      ],
    ],
    [{ scrollTop: true }, [['scrollTop']]],
    [
      [
        { target: '#a', html: 'x' },
        { target: '#b', remove: true },
      ],
      [
        ['html', '#a', 'x'],
        ['remove', '#b'],
      ],
    ],
    [{}, []],
    [[], []],
  ]
  liveviewHandler('go', (consumer, { form }) => send(consumer, cases[Number(form['case'])]![0]))
  const window = await pages.open()
  for (const [i, [data, expected]] of cases.entries()) {
    const before = window.frames.length
    await window.call('go', { form: { case: String(i) } })
    assert.deepEqual(window.operations.splice(0), expected, JSON.stringify(data))
    const frames = window.frames.slice(before).filter(([op]) => op === 8)
    assert.equal(frames.length, expected.length > 0 ? 1 : 0, JSON.stringify(data))
  }
})

test('the address goes before what belongs to it, and is one of this site [A78]', async (t) => {
  const pages = await servePage(t)
  const data = { url: '/articles/7?a=b', title: 'Seven', target: 'main', html: 'x' }
  liveviewHandler('go', (consumer) => send(consumer, data))
  const window = await pages.open()
  await window.call('go')
  const frame = window.frames.find(([op]) => op === 8)!
  assert.deepEqual((frame.slice(2) as unknown[][])[0], ['url', '/articles/7?a=b', 0])
  for (const url of [
    'https://elsewhere.example/',
    '//elsewhere.example',
    '/\\elsewhere',
    'a',
    'javascript:1',
    '',
  ]) {
    assert.throws(() => send(testConsumer(), { url }), { code: 'E_ADDRESS' }, url)
  }
})

test('what can’t be meant, attributes that run code, and scripts that nobody allowed are refused [A74, A82]', async (t) => {
  const consumer = testConsumer()
  const refused = (data: SendData, code: string, message?: RegExp): void => {
    assert.throws(
      () => send(consumer, data),
      { code, ...(message && { message }) },
      JSON.stringify(data),
    )
  }
  for (const data of [
    { html: 'x' },
    { remove: true },
    { text: 'x' },
    { addClass: 'x' },
    { focus: true },
  ]) {
    refused(data, 'E_SEND', /without a target/)
  }
  refused({ target: '#a', html: 'x', append: true, prepend: true }, 'E_SEND', /append and prepend/)
  refused({ target: '#a', append: true }, 'E_SEND', /append without html/)
  refused({ target: '#a', html: 5 as never }, 'E_SEND')
  for (const name of ['onclick', 'ONLOAD', 'srcdoc']) {
    refused({ target: '#a', attributes: { [name]: 'x' } }, 'E_SEND')
  }
  await servePage(t)
  refused({ script: 'alert(1)' }, 'E_SCRIPT')
  await servePage(t, { allowScript: true })
  await send(consumer, { script: 'alert(1)' })
  assert.deepEqual(consumer.sent, [{ script: 'alert(1)' }])
})

test('without a consumer somebody must be named, before anything is sent [A73]', () => {
  assert.throws(() => send(null, { target: '#a', text: 'x' }), {
    code: 'E_SEND',
    message: /broadcast/,
  })
})

test('to the caller, everybody, a room, a topic, a user, a session; once each, but the excepted [A73, A66]', async (t) => {
  const pages = await servePage(t, { authorizeRoom: () => true })
  let n = 0
  let options: SendOptions = {}
  let caller: Consumer
  liveviewHandler('send', (consumer) => {
    caller = consumer
    return send(consumer, { target: '#n', text: n }, options)
  })
  liveviewHandler('join', (consumer, { form }) => consumer.join(String(form['topic'])))
  liveviewHandler('leave', (consumer, { form }) => consumer.leave(String(form['topic'])))
  const first = await pages.openAs('ann', '/?room=lobby')
  const windows: Record<string, TestWindow> = {
    first,
    ann: await pages.openAs('ann'),
    same: await pages.open('/?room=lobby', { headers: { cookie: first.cookie } }),
    other: await pages.open('/'),
  }
  await first.call('join', { form: { topic: 'news' } })
  await windows['other']!.call('join', { form: { topic: 'news' } })
  /** Who gets it: a message for everybody behind it says when all have what they will get. */
  const reached = async (to: SendOptions): Promise<string> => {
    options = to
    n++
    await first.call('send')
    await send(null, { target: '#end', text: n }, { broadcast: true })
    const names: string[] = []
    for (const [name, window] of Object.entries(windows)) {
      const has = (target: string) =>
        window.operations.filter(([, selector, text]) => selector === target && text === String(n))
      await window.until(() => has('#end').length > 0)
      for (const _ of has('#n')) names.push(name)
    }
    return names.join(' ')
  }
  const own = to.session(pages.request().session.id)
  assert.equal(await reached({}), 'first')
  assert.equal(await reached({ broadcast: true }), 'first ann same other')
  assert.equal(await reached({ to: to.room('lobby') }), 'first same')
  assert.equal(await reached({ to: to.topic('news') }), 'first other')
  assert.equal(await reached({ to: to.user(1) }), 'first ann')
  assert.equal(await reached({ to: own }), 'other')
  assert.equal(
    await reached({ to: [to.room('lobby'), to.topic('news'), to.user(1)] }),
    'first ann same other',
  )
  assert.equal(await reached({ broadcast: true, except: caller! }), 'ann same other')
  assert.equal(await reached({ to: [to.room('lobby'), to.user(1)], except: caller! }), 'ann same')
  assert.equal(await reached({ to: to.room('nowhere') }), '')
  await first.call('leave', { form: { topic: 'news' } })
  assert.equal(await reached({ to: to.topic('news') }), 'other')
})

test('replaceUrl changes the address in place; putFlash shows a message in the window [A78]', async (t) => {
  const pages = await servePage(t)
  liveviewHandler('search', (consumer) => {
    consumer.putFlash('info', 'Found <b>')
    return send(consumer, { replaceUrl: '/?q=x', title: 'Found' })
  })
  const window = await pages.open()
  await window.call('search')
  assert.deepEqual(window.effects, [
    ['flash', 'info', 'Found <b>'],
    ['url', '/?q=x', 1],
  ])
  const consumer = testConsumer()
  await consumer.call('search')
  assert.deepEqual(consumer.sent, [
    { flash: ['info', 'Found <b>'] },
    { replaceUrl: '/?q=x', title: 'Found' },
  ])
})
