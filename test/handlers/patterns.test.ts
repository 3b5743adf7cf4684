/** The examples of docs/guide/handler-patterns.md, as they stand there. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { beforeEach, test } from 'node:test'
import { liveviewHandler, liveviewRegistry } from 'overwire/handlers'
import { testConsumer } from 'overwire/testing'
import { FakeClock } from '../tasks/fake-clock.ts'
import './fixtures/patterns/article-form.ts'
import { fewCalls, lines, logCalls } from './fixtures/patterns/guards.ts'
import './fixtures/patterns/lists.ts'
import './fixtures/patterns/notify.ts'
import { index, log } from './fixtures/patterns/remove.ts'
import { work } from './fixtures/patterns/report.ts'
import './fixtures/patterns/show-page.ts'
import { addArticle, articles } from './fixtures/patterns/store.ts'
import './fixtures/patterns/validate.ts'
import { ann, bob, servePage } from './harness.ts'
import type { Person } from './harness.ts'

const folder = new URL('./fixtures/patterns/', import.meta.url)

beforeEach(() => articles.clear())

test('the guide shows these files as they are', () => {
  const guide = readFileSync('docs/guide/handler-patterns.md', 'utf8')
  for (const file of readdirSync(folder)) {
    const code = readFileSync(new URL(file, folder), 'utf8')
    assert.ok(guide.includes(`\`\`\`ts\n${code}\`\`\``), `${file} differs from the guide`)
  }
})

test('a form over the socket: saved, or shown again with what is wrong [A114, A89]', async () => {
  const consumer = testConsumer({ user: ann })
  await consumer.call('create_article', { form: { title: '<a' } })
  const [refused] = consumer.sent
  assert.equal(refused!.target, '#form')
  assert.match(refused!.html!, /value="&lt;a"[\s\S]*At least 3 letters\./)
  assert.equal(articles.size, 0)
  await consumer.call('create_article', { form: { title: 'News' } })
  assert.deepEqual(articles.get(1), { id: 1, title: 'News', ownerId: 1 })
  const [, row, form] = consumer.sent
  assert.deepEqual(row, { target: '#articles', html: '<li id="article-1">News</li>', append: true })
  assert.doesNotMatch(form!.html!, /letters/)
})

test('each field is checked while it is typed [A115]', async () => {
  const consumer = testConsumer()
  await consumer.call('validate', { form: { email: 'x' }, data: { field: 'email' } })
  await consumer.call('validate', { form: { email: 'a@b.example' }, data: { field: 'email' } })
  assert.deepEqual(consumer.sent, [
    { target: '#error-email', text: 'Not an address.' },
    { target: '#error-email', text: '✓' },
  ])
})

test('more rows, and a form for the next page until there is none [A116]', async () => {
  for (let i = 1; i <= 15; i++) addArticle(`Article ${i}`, 1)
  const consumer = testConsumer()
  await consumer.call('load_more', { form: { page: '0' } })
  await consumer.call('load_more', { form: { page: '1' } })
  const [first, next, second, last] = consumer.sent
  assert.equal(first!.html!.match(/<li/g)!.length, 10)
  assert.match(next!.html!, /name="page" value="1"/)
  assert.equal(second!.html!.match(/<li/g)!.length, 5)
  assert.deepEqual(last, { target: '#more', remove: true })
})

test('a search replaces the list, and the page goes to its top [A122, A119]', async () => {
  for (const title of ['Red apple', 'Green pear', 'RED wine']) addArticle(title, 1)
  const consumer = testConsumer()
  await consumer.call('search', { form: { search: 'red' } })
  const [found] = consumer.sent
  assert.match(found!.html!, /Red apple[\s\S]*RED wine/)
  assert.doesNotMatch(found!.html!, /pear/)
  assert.equal(found!.scrollTop, true)
})

test('another page in the same document, with its address and title [A118, A119]', async () => {
  addArticle('News', 1)
  const consumer = testConsumer()
  await consumer.call('show_article', { data: { id: '1' } })
  assert.deepEqual(consumer.sent, [
    {
      target: '#content',
      html: '<h1>News</h1>',
      url: '/articles/1',
      title: 'News',
      scroll: '#content',
    },
  ])
})

test('an element is removed by who may; what is missing or forbidden is said [A117, A124, A125]', async () => {
  addArticle('News', ann.id)
  addArticle('Staff', ann.id)
  const data = { id: '1' }
  const said = async (user: Person | null, id = '1'): Promise<unknown> => {
    const consumer = testConsumer({ user })
    await consumer.call('remove_article', { data: { ...data, id } })
    return consumer.sent.at(-1)!.text
  }
  assert.equal(await said(null), 'Please log in.')
  assert.equal(await said({ id: 9, name: 'Cy' }), 'This is not yours.')
  assert.equal(articles.size, 2)
  const owner = testConsumer({ user: ann })
  await owner.call('remove_article', { data })
  assert.deepEqual(owner.sent, [
    { target: '#article-1', remove: true },
    { target: '#message', text: 'Removed.' },
  ])
  assert.equal(await said(ann), 'It is gone already.')
  assert.equal(await said(bob, '2'), 'Removed.')
})

test('what fails in a transaction leaves nothing behind [A126, A124]', async (t) => {
  addArticle('News', ann.id)
  t.mock.method(index, 'remove', async () => {
    throw new Error('the index is away')
  })
  const consumer = testConsumer({ user: ann })
  await consumer.call('remove_article', { data: { id: '1' } })
  assert.deepEqual(consumer.sent, [
    { target: '#message', text: 'That did not work. Nothing was changed.' },
  ])
  assert.equal(articles.size, 1)
  assert.deepEqual(log.splice(0), ['Error: the index is away'])
})

test('a note for everybody that goes after five seconds [A120, A121]', async (t) => {
  const clock = new FakeClock(Date.now())
  const pages = await servePage(t, { clock })
  const [a, b] = [await pages.open(), await pages.open()]
  await a.call('notify', { form: { text: '<Hello>' } })
  await b.until(() => b.operations.length === 1)
  await a.close()
  await clock.advance(5000)
  await b.until(() => b.operations.length === 2)
  assert.deepEqual(b.operations, [
    ['append', '#notes', '<p id="note-1" role="status">&lt;Hello&gt;</p>', 1],
    ['remove', '#note-1', 1],
  ])
})

test('work that takes long says so at once, and its end later [A127]', async (t) => {
  const clock = new FakeClock(0)
  const consumer = testConsumer({ clock })
  await consumer.call('build_report')
  assert.deepEqual(consumer.sent.splice(0), [{ target: '#report', text: 'Working…' }])
  await clock.advance(0)
  assert.deepEqual(consumer.sent.splice(0), [{ target: '#report', text: '12 pages' }])
  t.mock.method(work, 'build', async () => {
    throw new Error('no paper')
  })
  await consumer.call('build_report')
  await clock.advance(0)
  assert.equal(consumer.sent.at(-1)!.text, 'That did not work.')
})

test('middleware for logins, limits and the log [A123, A129]', async (t) => {
  const removers = [logCalls, fewCalls].map((one) => liveviewRegistry.addMiddleware(one))
  t.after(() => removers.forEach((remove) => remove()))
  const [visitor, member] = [testConsumer(), testConsumer({ user: ann })]
  await visitor.call('own_page')
  for (let i = 0; i < 25; i++) await member.call('own_page')
  assert.deepEqual(visitor.sent, [{ target: '#message', text: 'Please log in.' }])
  assert.equal(member.sent.length, 20)
  assert.deepEqual(member.sent[0], { target: '#message', text: 'Welcome, Ann.' })
  assert.deepEqual(lines.slice(0, 2), ['own_page by anonymous', 'own_page by 1'])
})

test('onError takes what handlers and middleware throw [A128, A129]', async (t) => {
  const told: string[] = []
  const pages = await servePage(t, {
    onError: (error, { name, errorId }) => void told.push(`${name}: ${String(error)} ${errorId}`),
  })
  liveviewHandler('breaks', () => {
    throw new Error('broken')
  })
  const window = await pages.open()
  const { errorId } = await window.call('breaks').then(
    () => assert.fail('refused'),
    (error: { errorId: string }) => error,
  )
  assert.deepEqual(told, [`breaks: Error: broken ${errorId}`])
})
