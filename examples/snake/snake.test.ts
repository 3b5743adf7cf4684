import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertNoErrors } from '../../test/browser/browser.ts'
import type { Tab } from '../../test/browser/browser.ts'
import { assertLooksRight, visit } from '../gallery/visit.ts'
import { Game, SIZE } from './game.ts'
import { eventually } from '../../test/eventually.ts'

/** Bytes that one step of two snakes may take. */
const STEP_BYTES = 300

const cells = (page: Page, name: string) => page.locator(`.snake-board .${name}`)
const colour = async (page: Page) => Number(await page.locator('#snake-you b').textContent()) - 1
/** Where the head of a snake of length one is. */
const place = (page: Page, name: string): Promise<number> =>
  page.evaluate(
    (one) => Number(document.querySelector(`.snake-board .${one}`)?.id.slice(1) ?? -1),
    name,
  )

/** Resolves when the snake stands in another row, which only a turn can bring about. */
async function changesRow(page: Page, name: string): Promise<void> {
  const before = Math.floor((await place(page, name)) / SIZE)
  await page.waitForFunction(
    ([one, size, row]) => {
      const cell = document.querySelector(`.snake-board .${one as string}`)
      return cell !== null && Math.floor(Number(cell.id.slice(1)) / (size as number)) !== row
    },
    [name, SIZE, before] as const,
  )
}

const steps = ({ frames }: Tab): string[] =>
  frames.filter((frame) => frame.startsWith('< [8,') && frame.includes('["attribute","#c'))

test('several windows play; a step sends what changed, at most 300 bytes for two snakes [A153]', async () => {
  const one = await visit('/snake')
  const two = await visit('/snake')
  await two.page.locator('#snake-you b').waitFor()
  const [first, second] = [await colour(one.page), await colour(two.page)]
  assert.notEqual(first, second)
  await cells(one.page, `snake-${second}`).first().waitFor()
  await cells(two.page, `snake-${first}`).first().waitFor()
  assert.equal(await one.page.locator('#snake-scores li').count(), 2)
  assert.equal(await cells(one.page, 'food').count(), 1)
  // Both windows get the same steps, one after the other.
  const at = steps(one).length
  const until = at + 20
  await eventually(() => steps(one).length >= until)
  await one.page.waitForEvent('websocket', { timeout: 50 }).catch(() => {})
  const sent = steps(one).slice(at, until)
  for (const frame of sent) {
    const bytes = Buffer.byteLength(frame.slice(2))
    assert.ok(bytes <= STEP_BYTES, `${bytes}: ${frame}`)
  }
  // The page shows them.
  const shown = one.page.locator('[data-wire=received]')
  await shown.filter({ hasText: /^\d+ bytes \[8,0,\["dom"/ }).waitFor()
  await two.page.close()
  await one.page.locator('#snake-scores li').nth(1).waitFor({ state: 'detached' })
  assertNoErrors(one)
  await one.page.close()
})

test('the keyboard and the buttons turn the snake [A153]', async () => {
  const tab = await visit('/snake')
  const { page } = tab
  await page.locator('#snake-you b').waitFor()
  const name = `snake-${await colour(page)}`
  // The board has the focus by itself.
  assert.equal(await page.evaluate(() => document.activeElement?.className), 'snake-board')
  await cells(page, name).first().waitFor()
  await page.keyboard.press('w')
  await changesRow(page, name)
  await page.keyboard.press('d')
  await page.getByRole('button', { name: 'down' }).click()
  await changesRow(page, name)
  assertNoErrors(tab)
  await page.close()
})

test('snakes grow, wrap around, hit each other, do not turn back, and fall asleep [A153]', () => {
  const game = new Game()
  const snake = game.join('a', 0)
  snake.body = [SIZE - 1]
  game.step(0)
  assert.equal(snake.body[0], 0, 'it comes in on the other side')
  snake.body = [2, 1, 0]
  game.turn('a', 'left', 0)
  game.step(0)
  assert.equal(snake.body[0], 3, 'it can not turn back')
  const other = game.join('b', 0)
  other.body = [4 + SIZE]
  game.turn('b', 'up', 0)
  snake.body = [3, 2]
  game.step(0)
  assert.equal(snake.body.length, 1, 'who meets another begins again')
  const { idle } = game.step(31_000)
  assert.deepEqual(idle, ['a', 'b'])
  assert.equal(game.snakes.size, 0)
})

test('a snake that eats grows by one, and there is food elsewhere [A153]', () => {
  const game = new Game()
  const snake = game.join('a', 0)
  game.step(0)
  const [[food]] = game.cells().filter(([, cell]) => cell === 'food') as [[number, string]]
  const row = Math.floor(food / SIZE) * SIZE
  snake.body = [row + ((food - row + SIZE - 1) % SIZE)]
  snake.direction = snake.next = 'right'
  const { grown, cells: changed } = game.step(0)
  assert.deepEqual([snake.body.length, snake.best, grown.length], [2, 2, 1])
  assert.equal(changed.filter(([, cell]) => cell === 'food').length, 1)
})

test('it is readable in dark and light, on a phone and on a desk', async () => {
  await assertLooksRight(await visit('/snake'))
})
