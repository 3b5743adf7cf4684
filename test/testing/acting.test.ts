/** Pages of the kit whose visitors are somebody, and assertions about them. */
import assert, { AssertionError } from 'node:assert/strict'
import { test } from 'node:test'
import { createApp, event, html, LiveView } from 'overwire'
import { assertThat, matchers, openPage } from 'overwire/testing'

class Account extends LiveView {
  static override loginRequired = true
  agreed = false
  who() {
    return (this.request.user as { name?: string } | null)?.name ?? 'nobody'
  }
  @event({ permissionRequired: 'account.rename' }) rename() {
    this.putFlash('info', `Renamed by ${this.who()}`)
  }
  @event agree({ checked }: { checked: boolean }) {
    this.agreed = checked
  }
  render() {
    return html`
      <h1 title="who">Hello ${this.who()}</h1>
      <label>Name <input name="name" value="Ann" /></label>
      <label><input type="checkbox" ?checked=${this.agreed} @change=${this.agree} /> Agreed</label>
      <button @click=${this.rename}>Rename</button><button disabled>Delete</button>
    `
  }
}

const silent = { info() {}, warn() {}, error() {} }
const makeApp = () =>
  createApp({ logger: silent, user: () => null, secret: 'the same in all of these' })
    .live('/account', Account)
    .page('/login', () => html`<p>log in</p>`)
const ann = { id: 7, name: 'Ann', permissions: ['account.rename'] }

test('a page is opened as a user, whatever the app would say of its visitor', async () => {
  const page = await openPage(makeApp(), '/account', { as: ann })
  assertThat(page.getByRole('heading')).toHaveText('Hello Ann')
  await page.getByRole('button', { name: 'Rename' }).click()
  assertThat(page).toHaveFlash('Renamed by Ann')
  await page.reload()
  assertThat(page.getByRole('heading')).toHaveText('Hello Ann')
  const tab = await page.newTab('/account')
  assertThat(tab.getByRole('heading')).toHaveText('Hello Ann')
  await page.restartServer(makeApp())
  await page.getByRole('button', { name: 'Rename' }).click()
  assertThat(page).toHaveFlash('Renamed by Ann')
  await tab.close()
  await page.close()
})

test('other visitors stay who they are', async () => {
  const app = makeApp()
  const page = await openPage(app, '/account', { as: ann })
  const other = await openPage(app, '/account')
  assertThat(other).toHaveUrl('/login?next=%2Faccount')
  const weak = await openPage(app, '/account', { as: { name: 'Bob' } })
  await assert.rejects(weak.getByRole('button', { name: 'Rename' }).click(), /E_FORBIDDEN/)
  for (const each of [page, other, weak]) await each.close()
})

test('each assertion passes for what is there, and says what is there instead', async () => {
  const page = await openPage(makeApp(), '/account', { as: ann })
  const heading = page.getByRole('heading')
  const box = page.getByLabel('Agreed')
  assertThat(page).toContainText('Hello Ann')
  assertThat(heading).toHaveText(/^Hello/)
  assertThat(heading).toHaveAttribute('title', 'who')
  assertThat(heading).toHaveAttribute('title')
  assertThat(page.getByLabel('Name')).toHaveValue('Ann')
  assertThat(box).not.toBeChecked()
  await box.check()
  assertThat(box).toBeChecked()
  assertThat(page.getByRole('button', { name: 'Delete' })).toBeDisabled()
  assertThat(page).toHaveUrl('/account')
  assertThat(page).toHaveTitle('')
  assertThat(page).toHaveCount('button', 2)
  assertThat(page).not.toHaveFlash(/./)
  const wrong: [() => void, RegExp][] = [
    [
      () => assertThat(heading).toHaveText('Hello Bob'),
      /the text of <h1> "Hello Ann" to be "Hello Bob", got "Hello Ann"/,
    ],
    [
      () => assertThat(heading).not.toHaveText(/Ann/),
      /the text of <h1> "Hello Ann" not to be \/Ann\//,
    ],
    [
      () => assertThat(page).toHaveCount('button', 3),
      /the number of button of the page \/account to be 3, got 2/,
    ],
    [
      () => assertThat(heading).toHaveAttribute('lang'),
      /the attribute lang of <h1> "Hello Ann" to be "there", got null/,
    ],
    [
      () => assertThat(page).toHaveFlash('Saved'),
      /one of the flash messages of the page \/account to be "Saved", got \[\]/,
    ],
  ]
  for (const [check, said] of wrong) {
    assert.throws(check, (error) => error instanceof AssertionError && said.test(error.message))
  }
  assert.throws(() => matchers.toHaveTitle(heading as never, ''), /expects a page of openPage/)
  await page.close()
})
