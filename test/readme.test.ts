/** The first screen of README.md is an app: its files, in a folder of their own, are started and used. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { inTime } from './eventually.ts'
import { RawWindow } from './server/raw-window.ts'

const firstScreen = readFileSync('README.md', 'utf8').split('\n## ')[0]!

/** The blocks of code that name their file. */
const files = new Map(
  [...firstScreen.matchAll(/^```(?:ts|json)\n\/\/ ([a-z.-]+)\n([\s\S]*?)^```$/gm)].map(
    ([, name, code]) => [name!, code!] as const,
  ),
)

test('README begins with an app that starts and counts', async (t) => {
  assert.deepEqual([...files.keys()], ['package.json', 'counter.ts', 'app.ts'])
  const { scripts, ...rest } = JSON.parse(`{${files.get('package.json')}}`) as {
    scripts: { start: string }
  }
  const folder = projectFolder(t)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'my-app', ...rest, scripts }))
  for (const name of ['counter.ts', 'app.ts']) writeFileSync(join(folder, name), files.get(name)!)
  const window = await RawWindow.join(await start(t, folder))
  t.after(() => window.close())
  window.send([1, 1, 0, 'increment', { step: 10 }])
  assert.match(JSON.stringify(await window.answer(1)), /"10"|\b10\b/)
})

test('README shows a moving picture, which is small, by the address that it has on other sites too', () => {
  const { repository } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    repository: { url: string }
  }
  const files = `${repository.url.replace(/^git\+|\.git$/g, '')}/raw/main/`
  const [, address] = /!\[[^\]]+\]\(([^)]+\.webp)\)/.exec(firstScreen)!
  assert.ok(address!.startsWith(files), address)
  const picture = readFileSync(address!.slice(files.length))
  // RIFF, its size, WEBP, then chunks; ANIM is that of a picture with several frames.
  assert.equal(picture.toString('latin1', 8, 12), 'WEBP')
  assert.ok(picture.includes('ANIM'))
  assert.ok(picture.length < 500_000, `${picture.length} bytes`)
})

test('README installs what its app needs, by names that the registry has', () => {
  const [, names] = /^npm install (.*)$/m.exec(firstScreen)!
  const { name, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    name: string
    devDependencies: Record<string, string>
  }
  const [own, ...others] = names!.split(' ')
  assert.equal(own, name)
  for (const other of others) assert.ok(Object.hasOwn(devDependencies, other), other)
})

/** A folder in which the packages of README's first command are installed. */
function projectFolder(t: TestContext): string {
  mkdirSync('test/output', { recursive: true })
  const folder = mkdtempSync('test/output/readme-')
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(resolve('.'), join(folder, 'node_modules/overwire'))
  symlinkSync(resolve('node_modules/tsx'), join(folder, 'node_modules/tsx'))
  return folder
}

/** Runs `npm start`. @returns the address that it prints. */
async function start(t: TestContext, folder: string): Promise<string> {
  const running = spawn('npm', ['start', '--silent'], {
    cwd: folder,
    detached: true,
    env: {
      ...process.env,
      PORT: '0',
      PATH: `${resolve('node_modules/.bin')}:${process.env['PATH']}`,
    },
  })
  t.after(() => process.kill(-running.pid!))
  let output = ''
  const url = new Promise<string>((found, failed) => {
    const read = (chunk: Buffer): void => {
      output += String(chunk)
      const printed = /Open (http:\S+)/.exec(output)?.[1]
      if (printed !== undefined) found(printed)
    }
    running.stdout.on('data', read)
    running.stderr.on('data', read)
    running.on('exit', () => failed(new Error(output)))
  })
  return await inTime(url, 'the app of README.md prints its address', { state: () => output })
}
