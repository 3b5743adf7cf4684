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

/** Another one. */
class Letters extends LiveView {
  static override loginRequired = true

  override render() {
    return html`<h1>Letters</h1> ${logOutForm(this.request)}`
  }
}

async function makeApp(): Promise<App> {
  const database = await openDatabase(':memory:')
  const app = createApp({ user: (request) => whoIs(database, request) })
  await addAccounts(app, database)
  return app.live('/', Home).live('/letters', Letters)
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

test('who wanted a page comes to it, with an account and without one', async () => {
  const page = await openPage(await makeApp(), '/letters?of=ann')
  assertThat(page).toHaveUrl('/login?next=%2Fletters%3Fof%3Dann')
  await page.getByRole('link', { name: 'Sign up' }).click()
  for (const button of ['Sign up', 'Log in']) {
    if (button === 'Log in') await page.goto('/letters?of=ann')
    const passwords = button === 'Log in' ? ['some password', 'long enough'] : ['long enough']
    for (const password of passwords) {
      await page.getByLabel('E-mail').fill('ann@example.com')
      await page.getByLabel('Password').fill(password)
      await page.getByRole('button', { name: button }).click()
    }
    assertThat(page).toHaveUrl('/letters?of=ann')
    assertThat(page.getByRole('heading')).toHaveText('Letters')
    await page.getByRole('button', { name: 'Log out' }).click()
  }
  await page.close()
})

test('a log-in leads to no other site', async () => {
  const made = await makeApp()
  for (const next of ['https://evil.example/', '//evil.example', '/\\evil.example', '/\t/evil']) {
    const body = new URLSearchParams({ email: 'ann@example.com', password: 'long enough', next })
    await made.fetch(new Request('http://localhost/signup', { method: 'POST', body }))
    const { headers } = await made.fetch(
      new Request('http://localhost/login', { method: 'POST', body }),
    )
    assert.equal(headers.get('location'), '/', next)
  }
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
