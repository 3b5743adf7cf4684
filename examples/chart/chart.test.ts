import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertNoErrors } from '../../test/browser/browser.ts'
import type { Tab } from '../../test/browser/browser.ts'
import { eventually } from '../../test/eventually.ts'
import { assertLooksRight, visit } from '../gallery/visit.ts'

const events = (tab: Tab) => tab.frames.filter((frame) => frame.startsWith('> [1,'))
const samples = (tab: Tab) => tab.frames.filter((frame) => frame.includes('["event","sample"'))

async function drawn(tab: Tab, count: number): Promise<void> {
  await tab.page.waitForSelector('#chart canvas')
  await eventually(() => samples(tab).length >= count, `${count} samples have come`)
}

test('the hook draws what the server measures, and patches leave the chart alone', async () => {
  const tab = await visit('/chart')
  const { page } = tab
  await page.waitForSelector('#chart canvas')
  const canvas = await page.$('#chart canvas')
  await drawn(tab, 3)
  assert.ok(await canvas!.evaluate((node) => node.isConnected))
  const inked = await canvas!.evaluate((node) => {
    const { width, height } = node as HTMLCanvasElement
    const { data } = (node as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height)
    return data.some((byte) => byte > 0)
  })
  assert.ok(inked, 'something is drawn')
  const memory = await page.locator('.chart-table tbody tr').first().innerText()
  assert.match(memory, /Memory, MB\s+\d+/)
  assertNoErrors(tab)
})

test('a selected range goes to the server, whose reply and table come back', async () => {
  const tab = await visit('/chart')
  const { page } = tab
  await drawn(tab, 3)
  const box = (await page.locator('#chart .u-over').boundingBox())!
  const y = box.y + box.height / 2
  await page.mouse.move(box.x + 10, y)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width - 10, y, { steps: 4 })
  await page.mouse.up()
  await page.waitForSelector('#chart[data-selected]')
  await page.locator('.chart-caption', { hasText: 'selected samples' }).waitFor()
  assert.match(events(tab).at(-1)!, /"inspect",\{"from":[\d.]+,"to":[\d.]+\},0,1\]$/)
  await page.getByRole('button', { name: 'Show all' }).click()
  await page.locator('.chart-caption', { hasText: 'All samples' }).waitFor()
  assertNoErrors(tab)
})

test('the keyboard is enough: arrows select, buttons pause', async () => {
  const tab = await visit('/chart')
  const { page } = tab
  await drawn(tab, 2)
  await page.focus('#chart')
  await page.keyboard.press('ArrowLeft')
  await page.locator('.chart-caption', { hasText: 'selected samples' }).waitFor()
  await page.getByRole('button', { name: 'Pause' }).focus()
  await page.keyboard.press('Space')
  await page.waitForSelector('button[aria-pressed=true]')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.locator('.chart-caption', { hasText: 'All samples' }).waitFor()
  assertNoErrors(tab)
})

test('it is readable in dark and light, on a phone and on a desk', async () => {
  const tab = await visit('/chart')
  await drawn(tab, 1)
  await assertLooksRight(tab)
})
