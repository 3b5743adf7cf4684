import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { assertNoErrors, newContext, takeErrors } from '../../test/browser/browser.ts'
import { eventually } from '../../test/eventually.ts'
import { absolute, assertLooksRight, visit } from '../gallery/visit.ts'
import { work } from './functions.ts'

const become = async (page: Page, button: string, title: string): Promise<void> => {
  await page.getByRole('button', { name: button, exact: true }).click()
  await page.getByRole('heading', { name: `You are ${title}` }).waitFor()
  await page.waitForSelector('html[live-connection=connected]')
}
const send = async (page: Page, text: string, target: string): Promise<void> => {
  await page.getByLabel('It says').fill(text)
  await page.getByLabel('It is for').selectOption(target)
  await page.getByRole('button', { name: 'Send' }).click()
}
const arrived = (page: Page): Promise<string[]> =>
  page
    .locator('.signals-log p')
    .evaluateAll((items) => items.map((item) => item.firstChild!.textContent!))
const arrives = (page: Page, text: string): Promise<void> =>
  page.locator('.signals-log p', { hasText: text }).waitFor()

const hears = (page: Page, text: string): Promise<void> =>
  page.locator('#signals-hears', { hasText: text }).waitFor()
const complains = (page: Page, text: string): Promise<void> =>
  page.locator('#signals-problem', { hasText: text }).waitFor()

/** Ann with two windows, and Ann at another browser; an anonymous visitor at a third. */
async function fourWindows() {
  const open = async (context: BrowserContext, person?: string) => {
    const tab = await visit('/signals', context)
    if (person) await become(tab.page, person, person)
    return tab
  }
  const here = await newContext()
  const first = await open(here, 'Ann')
  const second = await open(here)
  const elsewhere = await open(await newContext(), 'Ann')
  const anonymous = await open(await newContext())
  return [first, second, elsewhere, anonymous] as const
}

test('each target reaches its windows, each of them once [A155, A163, A165, A167, A168, A169]', async () => {
  const tabs = await fourWindows()
  const [first, second, elsewhere, anonymous] = tabs.map(({ page }) => page) as [
    Page,
    Page,
    Page,
    Page,
  ]
  await send(first, 'to a window', 'window')
  await arrives(first, 'to a window')
  await send(first, 'to a session', 'session')
  await arrives(second, 'to a session')
  await send(first, 'to a user', 'user')
  await arrives(elsewhere, 'to a user')
  await send(first, 'to all', 'everybody')
  for (const page of [first, second, elsewhere, anonymous]) await arrives(page, 'to all')
  // The newest stands first. What came later than all that was not theirs would stand there too.
  assert.deepEqual(await arrived(first), ['to all', 'to a user', 'to a session', 'to a window'])
  assert.deepEqual(await arrived(second), ['to all', 'to a user', 'to a session'])
  assert.deepEqual(await arrived(elsewhere), ['to all', 'to a user'])
  assert.deepEqual(await arrived(anonymous), ['to all'])
  for (const tab of tabs) assertNoErrors(tab)
  for (const tab of tabs) await tab.page.close()
})

test('a window hears the topics that it joins, until it leaves them [A156, A170]', async () => {
  const one = await visit('/signals')
  const two = await visit('/signals')
  await two.page.getByLabel('News').check()
  await hears(two.page, 'It hears news.')
  await two.page.getByLabel('Sport').check()
  await hears(two.page, 'It hears news and sport.')
  await send(one.page, 'first news', 'news')
  await arrives(two.page, 'first news')
  await two.page.getByLabel('News').uncheck()
  await hears(two.page, 'It hears sport.')
  await send(one.page, 'more news', 'news')
  await send(one.page, 'goal', 'sport')
  await arrives(two.page, 'goal')
  assert.deepEqual(await arrived(two.page), ['goal', 'first news'])
  assert.deepEqual(await arrived(one.page), [])
  assertNoErrors(one)
  assertNoErrors(two)
  await one.page.close()
  await two.page.close()
})

test('a slow queue holds up no other [A157, A161, A166]', async (t) => {
  const { page } = await visit('/signals')
  const { slow } = work
  t.after(() => Object.assign(work, { slow }))
  let goOn: (() => void) | undefined
  work.slow = () => new Promise<void>((resolve) => (goOn = resolve))
  await send(page, 'turtle', 'slow')
  await eventually(() => goOn, 'the slow task begins')
  await send(page, 'hare', 'fast')
  await arrives(page, 'HARE')
  goOn!()
  await arrives(page, 'TURTLE')
  assert.deepEqual(await arrived(page), ['TURTLE', 'HARE'])
  assert.match(await page.locator('.signals-log').innerText(), /of queue slow, process \d+/)
  await page.close()
})

test('those who may not call are told so [A161, A162, A164]', async () => {
  const tab = await visit('/signals')
  const { page } = tab
  const call = (name: string) => page.getByRole('button', { name, exact: true }).click()
  const answers = (text: string) => page.locator('.signals-answer', { hasText: text }).waitFor()
  await call('everyone')
  await answers('signals.everyone is queued.')
  await arrives(page, 'You may.')
  await call('isAuthenticated')
  await answers('signals.isAuthenticated was refused: ')
  await takeErrors(tab, /E_NO_SIGNAL.*isAuthenticated/)
  await become(page, 'Ann', 'Ann')
  await call('isAuthenticated')
  await answers('signals.isAuthenticated is queued.')
  await call('isStaff')
  await answers('signals.isStaff was refused: ')
  await takeErrors(tab, /E_NO_SIGNAL.*isStaff/)
  await become(page, 'Sam, staff', 'Sam, of the staff')
  await call('isStaff')
  await answers('signals.isStaff is queued.')
  await page.locator('.signals-log', { hasText: 'The server to Sam' }).waitFor()
  await become(page, 'Logged out', 'not logged in')
  assertNoErrors(tab)
  await page.close()
})

test('a form’s list of fields is checked, and what is wrong is shown [A174, A175]', async () => {
  const tab = await visit('/signals')
  const { page } = tab
  await send(page, '  ', 'window')
  await complains(page, 'Write what it says.')
  await send(page, 'x'.repeat(81), 'window')
  await complains(page, 'At most 80 characters.')
  await send(page, 'to my user', 'user')
  await complains(page, 'You are not logged in here.')
  await send(page, '<b>fine</b>', 'window')
  await arrives(page, '<b>fine</b>')
  assert.equal(await page.locator('#signals-problem').textContent(), '')
  assert.deepEqual(await arrived(page), ['<b>fine</b>'])
  assertNoErrors(tab)
  await page.close()
})

test('a login that another page sends is refused', async () => {
  const { page } = await visit('/signals')
  const address = absolute(page, '/signals/login')
  const answer = await page.request.post(address, { form: { person: 'sam' } })
  assert.equal(answer.status(), 403)
  await page.reload()
  await page.getByRole('heading', { name: 'You are not logged in' }).waitFor()
})

test('it is readable in dark and light, on a phone and on a desk', async () => {
  const tab = await visit('/signals')
  await send(tab.page, ' ', 'window')
  await complains(tab.page, 'Write what it says.')
  await send(tab.page, 'Does it fit? '.repeat(6), 'fast')
  await arrives(tab.page, 'DOES IT FIT?')
  await assertLooksRight(tab)
})
