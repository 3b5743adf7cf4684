import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApp, html, LiveView } from 'overwire'
import type { App } from 'overwire'
import { assertThat, openPage } from 'overwire/testing'
import { addAccounts, logOutForm, whoIs } from './accounts.ts'
import { openDatabase } from './database.ts'

/** A page for those who are logged in. */
class Home extends LiveView {
  static override loginRequired = true

  override render() {
    return html`<h1>Home</h1> ${logOutForm(this.request)}`
  }
}

async function makeApp(): Promise<App> {
  const database = await openDatabase(':memory:')
  const app = createApp({ user: (request) => whoIs(database, request) })
  await addAccounts(app, database)
  return app.live('/', Home)
}

test('one signs up, logs out, and logs in again', async () => {
  const page = await openPage(await makeApp(), '/')
  assertThat(page).toHaveUrl('/login?next=%2F')
  for (const button of ['Sign up', 'Log in']) {
    if (button === 'Sign up') await page.goto('/signup')
    await page.getByLabel('E-mail').fill('ann@example.com')
    await page.getByLabel('Password').fill('long enough')
    await page.getByRole('button', { name: button }).click()
    assertThat(page.getByRole('heading')).toHaveText('Home')
    await page.getByRole('button', { name: 'Log out' }).click()
    assertThat(page).toHaveUrl('/login')
  }
  await page.close()
})

test('a wrong password is refused, and says nothing of the account', async () => {
  const page = await openPage(await makeApp(), '/login')
  await page.getByLabel('E-mail').fill('nobody@example.com')
  await page.getByLabel('Password').fill('some password')
  await page.getByRole('button', { name: 'Log in' }).click()
  assertThat(page.getByRole('alert')).toHaveText(
    'That is not the address and the password of an account.',
  )
  await page.close()
})

test('what no form sends is answered as a mistake of its sender', async () => {
  const made = await makeApp()
  const url = 'http://localhost/login'
  const ask = async (request: Request) => (await made.fetch(request)).status
  for (const problem of ['constructor', '__proto__', 'nothing', 'wrong']) {
    assert.equal(await ask(new Request(`${url}?problem=${problem}`)), 200, problem)
  }
  for (const type of ['application/json', 'multipart/form-data; boundary=x', 'text/plain', '']) {
    for (const body of ['{}', '--x\r\nbroken', null]) {
      const headers: Record<string, string> = type === '' ? {} : { 'content-type': type }
      const sent = new Request(url, { method: 'POST', headers, body })
      assert.equal(await ask(sent), 400, `${type}: ${body}`)
    }
  }
})
