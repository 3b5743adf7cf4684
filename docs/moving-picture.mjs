/**
 * Takes the moving picture of README.md from the real thing: the example "chat" in two windows of Chromium. `npm run
 * moving-picture` in docs/ writes pictures/chat.webp. It needs what `npm ci` installs in the repository (sharp,
 * playwright-core, tsx), a built dist/, and /usr/bin/chromium, or what CHROMIUM names.
 */
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import sharp from 'sharp'
import { chromiumFlags, chromiumPath } from '../scripts/chromium-flags.mjs'

const PORT = 34_567
const [WIDTH, HEIGHT, GAP] = [440, 352, 12]
/** Bytes that README's readers load at most. */
const MOST_BYTES = 500_000
const root = fileURLToPath(new URL('..', import.meta.url))
const picture = fileURLToPath(new URL('pictures/chat.webp', import.meta.url))

/** What is said, by which window. */
const talk = [
  { by: 0, text: 'Is anybody here?' },
  { by: 1, text: 'Yes. No reload, no client code.' },
  { by: 0, text: 'One class on the server is all there is.' },
]

const server = spawn(process.execPath, ['--import', 'tsx', 'examples/server.ts'], {
  cwd: root,
  env: { ...process.env, PORT: String(PORT) },
  stdio: ['ignore', 'pipe', 'inherit'],
})
const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumFlags })
try {
  const listens = new Promise((resolve) => server.stdout.once('data', () => resolve(true)))
  const ends = new Promise((resolve) => server.once('exit', () => resolve(false)))
  if (!(await Promise.race([listens, ends]))) throw new Error('The example does not run.')
  const windows = [await openWindow()]
  // Visitors get a name by chance.
  while (windows.length < 2 || (await nameIn(windows[0])) === (await nameIn(windows[1])))
    windows[1] = await openWindow()
  const frames = []
  const shoot = async (ms) => frames.push({ image: await sideBySide(windows), ms })
  await shoot(900)
  for (const { by, text } of talk) {
    const field = windows[by].getByRole('textbox')
    for (const word of text.match(/\S{1,4}\s?/g)) {
      await field.pressSequentially(word)
      await shoot(110)
    }
    await field.press('Enter')
    for (const page of windows) await page.locator('li', { hasText: text }).waitFor()
    await shoot(1300)
  }
  await shoot(1500)
  const images = frames.map(({ image }) => image)
  const bytes = await sharp(images, { join: { animated: true } })
    .webp({ quality: 80, effort: 6, loop: 0, delay: frames.map(({ ms }) => ms), minSize: true })
    .toBuffer()
  if (bytes.length > MOST_BYTES) throw new Error(`${bytes.length} bytes are too many.`)
  writeFileSync(picture, bytes)
  console.log(`${picture}: ${frames.length} frames, ${bytes.length} bytes`)
} finally {
  server.kill()
  await browser.close()
}

/** A visitor of their own, with the chat and nothing else. */
async function openWindow() {
  const context = await browser.newContext({
    viewport: { width: WIDTH, height: HEIGHT },
    colorScheme: 'light',
    reducedMotion: 'reduce',
    bypassCSP: true,
  })
  const page = await context.newPage()
  await page.goto(`http://localhost:${PORT}/chat/kitchen`)
  await page.addStyleTag({
    content: `
      body > :not(main), .intro, .workbench > :not(:first-child), .workbench h2, .demo ~ * { display: none !important }
      main, .workbench { padding: 0 !important; margin: 0 !important; display: block !important }
      .demo { border: 0 !important; border-radius: 0 !important; height: ${HEIGHT}px; overflow: hidden }
      .messages { height: 200px !important }
    `,
  })
  await page.waitForSelector('html[live-connection=connected]')
  return page
}

function nameIn(page) {
  return page.getByRole('textbox').getAttribute('placeholder')
}

async function sideBySide(windows) {
  const shots = await Promise.all(
    windows.map((page) => page.screenshot({ caret: 'initial', animations: 'disabled' })),
  )
  const background = '#c9bfb3'
  const [width, height] = [WIDTH * 2 + GAP * 3, HEIGHT + GAP * 2]
  const composed = shots.map((input, at) => ({ input, top: GAP, left: GAP + at * (WIDTH + GAP) }))
  return sharp({ create: { width, height, channels: 3, background } })
    .composite(composed)
    .png()
    .toBuffer()
}
