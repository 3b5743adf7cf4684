/** The first hour: a project from the packed package passes its own checks, and runs while it is changed. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { before, after, test } from 'node:test'
import { inTime } from '../eventually.ts'
import { freePort } from '../free-port.ts'
import { takeErrors } from './browser.ts'
import { whileDeveloped } from './developed.ts'

/** In the repository, so that libraries are found where the repository has them. */
const folder = mkdtempSync(resolve('.new-project-'))
const project = join(folder, 'my-app')
const notes = join(folder, 'notes-app')
/** Projects beside the routes of hosts, and the pages they show. */
const hosts = {
  express: { template: 'minimal', css: 'plain', shows: /Count: <!>0/ },
  fastify: { template: 'app', css: 'tailwind', shows: /<h1>Log in<\/h1>/ },
  hono: { template: 'minimal', css: 'tailwind', shows: /Count: <!>0/ },
}
const inHosts = join(folder, 'hosts')
/** A project with Tailwind and without a log-in, which gets one, and a page of products. */
const generated = join(folder, 'generated')
const inExamples = join(folder, 'examples')
const command = join(folder, 'node_modules/overwire/dist/cli/main.js')
const newModule = join(folder, 'node_modules/overwire/dist/cli/new.js')

function run(cwd: string, program: string, ...words: string[]): string {
  const { NODE_TEST_CONTEXT: _, ...others } = process.env
  const env = { ...others, PATH: `${resolve('node_modules/.bin')}:${process.env['PATH']}` }
  const { status, stdout, stderr } = spawnSync(program, words, { cwd, env, encoding: 'utf8' })
  assert.equal(status, 0, `${program} ${words.join(' ')}\n${stdout}${stderr}`)
  return stdout
}

before(() => {
  mkdirSync(join(folder, 'node_modules'))
  run('.', 'npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination', folder)
  run(folder, 'sh', '-c', 'tar xzf overwire-*.tgz')
  renameSync(join(folder, 'package'), join(folder, 'node_modules/overwire'))
  run(folder, process.execPath, command, 'new', 'my-app')
  run(folder, process.execPath, command, 'new', 'notes-app', '--template', 'app')
  run(folder, process.execPath, command, 'new', 'generated', '--css', 'tailwind')
  mkdirSync(inHosts)
  for (const [host, { template, css }] of Object.entries(hosts)) {
    const words = [join('hosts', host), '--host', host, '--template', template, '--css', css]
    run(folder, process.execPath, command, 'new', ...words)
  }
  for (const made of [project, notes, generated]) {
    mkdirSync(join(made, 'node_modules'))
    symlinkSync(join(folder, 'node_modules/overwire'), join(made, 'node_modules/overwire'))
  }
})
after(() => rmSync(folder, { recursive: true, force: true }))

test('a new project has the package’s version', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  const made = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
    name: string
    dependencies: Record<string, string>
  }
  assert.deepEqual([made.name, made.dependencies['overwire']], ['my-app', `^${version}`])
})

test('a new project, and a view that is generated in it, pass its own types and tests', () => {
  const made = run(project, process.execPath, command, 'generate', 'view', 'PhotoBoard')
  assert.match(made, /app\.live\('\/photo-board', PhotoBoard, \{ title: 'Photo board' \}\)/)
  const said = run(project, 'npm', 'test')
  assert.match(said, /# pass 2\n/)
  assert.doesNotMatch(said, /without a schema/)
  for (const words of [
    ['view', 'photo-board'],
    ['view', '../x'],
    ['view', 'one', 'two'],
    ['crud', 'x'],
    ['crud', 'x', 'price:number'],
    ['crud', 'x', 'name:string', 'id:number'],
    ['crud', 'x', 'name:string', 'name:text'],
    ['crud', 'x', 'name:words'],
    ['crud', 'row', 'name:string'],
    ['auth', 'x'],
    ['view'],
    [],
  ]) {
    const { status, stderr } = spawnSync(process.execPath, [command, 'generate', ...words], {
      cwd: project,
      encoding: 'utf8',
    })
    assert.equal(status, 1, words.join(' '))
    assert.match(stderr, /E_COMMAND_LINE/)
    assert.doesNotMatch(stderr, /\n +at /)
  }
})

test('npm create overwire begins the same project [B191]', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  const create = JSON.parse(readFileSync('create/package.json', 'utf8')) as {
    version: string
    dependencies: { overwire: string }
  }
  assert.deepEqual([create.version, create.dependencies.overwire], [version, `^${version}`])
  run('create', 'npm', 'pack', '--silent', '--pack-destination', folder)
  run(folder, 'sh', '-c', 'tar xzf create-overwire-*.tgz')
  renameSync(join(folder, 'package'), join(folder, 'node_modules/create-overwire'))
  const script = join(folder, 'node_modules/create-overwire/create.js')
  run(folder, process.execPath, script, 'created')
  assert.equal(
    readFileSync(join(folder, 'created/counter.ts'), 'utf8'),
    readFileSync(join(project, 'counter.ts'), 'utf8'),
  )
})

const product = ['name:string', 'price:number', 'active:boolean', 'notes:text']

test('a project with a login and a database passes its own types and tests, with a page that is generated', () => {
  const made = run(notes, process.execPath, command, 'generate', 'crud', 'product', ...product)
  assert.match(made, /must be logged in: "static override loginRequired = true" in products\.ts/)
  const open = mkdtempSync(join(folder, 'open-'))
  const words = ['generate', 'crud', 'product', ...product, '--folder', open]
  assert.match(run(folder, process.execPath, command, ...words), /Everybody can change its rows/)
  const [, imported, added] = /\n\n {2}(import .*)\n {2}(await .*)\n/.exec(made)!
  const file = join(notes, 'app.ts')
  const source = readFileSync(file, 'utf8')
  writeFileSync(
    file,
    source
      .replace('import { layout', `${imported}\n$&`)
      .replace('  await addNotes(', `  ${added}\n$&`),
  )
  // Of the app eight, of products four; the first looks at the page of products too.
  const said = run(notes, 'npm', 'test')
  assert.match(said, /# pass 12\n/)
  // Its state goes on in the next process.
  assert.doesNotMatch(said, /mounted anew/)
  const { stderr } = spawnSync(process.execPath, [command, 'generate', 'auth'], {
    cwd: notes,
    encoding: 'utf8',
  })
  assert.match(stderr, /accounts\.ts is there already/)
})

test('a log-in and a page for a project without a database pass their own types and tests', () => {
  const auth = run(generated, process.execPath, command, 'generate', 'auth')
  assert.match(auth, /await addAccounts\(app, database\)/)
  assert.match(auth, /npm install drizzle-orm @libsql\/client zod/)
  const withoutClasses = (text: string) => text.replaceAll(/ class="[^"]*"/g, '')
  for (const name of ['accounts.ts', 'passwords.ts', 'people.ts', 'database.ts']) {
    const own = readFileSync(join(generated, name), 'utf8')
    const other = readFileSync(join(notes, name), 'utf8')
    assert.equal(withoutClasses(own), withoutClasses(other), name)
  }
  // The longest names, and a table without numbers.
  const long = ['unit-of-measured-amount', 'priceWithAllTaxesOfLands:string']
  run(generated, process.execPath, command, 'generate', 'crud', ...long)
  assert.match(run(generated, 'npm', 'test'), /# pass 10\n/)
})

test('what is generated has Tailwind’s classes where the project has them, and the built stylesheet has those', () => {
  run(generated, 'npm', 'run', 'build')
  const css = readFileSync(join(generated, 'built/styles.css'), 'utf8')
  const sources = readdirSync(generated).filter((name) => /(?<!\.test)\.ts$/.test(name))
  const texts = sources.map((name) => readFileSync(join(generated, name), 'utf8'))
  const used = [...texts.join('').matchAll(/ class="([^"]*)"/g)].flatMap(([, all]) =>
    all!.split(' '),
  )
  for (const name of ['max-w-2xl', 'items-end', 'dark:text-inherit', 'max-w-sm', 'rounded-lg']) {
    assert.ok(used.includes(name), name)
  }
  const isThere = (name: string) => css.includes(`.${name.replaceAll(':', '\\:')}`)
  assert.deepEqual(
    used.filter((name) => !isThere(name)),
    [],
  )
  assert.doesNotMatch(css, /\n {2}/)
  // Its image is that of other projects, and has the stylesheet too.
  const image = (made: string) => readFileSync(join(made, 'Dockerfile'), 'utf8').split('\n')
  const built = image(join(inHosts, 'fastify'))
  assert.deepEqual(
    image(notes).filter((line) => !built.includes(line)),
    [],
  )
  const steps = ['RUN npm run build', 'COPY --from=build /app/built ./built']
  assert.deepEqual(
    steps.filter((line) => !built.includes(line)),
    [],
  )
})

test('a project in Express, Fastify or Hono passes the compiler, and answers pages and routes', async () => {
  cpSync(join(notes, 'tsconfig.json'), join(inHosts, 'tsconfig.json'))
  run(inHosts, 'tsc')
  for (const [host, { shows, css }] of Object.entries(hosts)) {
    const cwd = join(inHosts, host)
    const { dependencies } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>
    }
    assert.ok(dependencies[host], host)
    if (css === 'tailwind') run(cwd, 'npm', 'run', 'build')
    assert.match(
      run(cwd, process.execPath, command, 'routes', 'server.ts'),
      /^kind[^]*\nlive +\/ /,
      host,
    )
    const port = String(await freePort())
    const env = { ...process.env, PORT: port, DATABASE_URL: ':memory:' }
    const child = spawn(process.execPath, ['--import', 'tsx', 'server.ts'], { cwd, env })
    const ended = new Promise((resolved) => child.on('exit', resolved))
    let said = ''
    child.stderr.on('data', (text) => (said += String(text)))
    try {
      const open = new Promise<void>((ready) => {
        child.stdout.on('data', (text) => {
          said += String(text)
          if (said.includes('Open http')) ready()
        })
      })
      await inTime(open, `${host} listens`, { state: () => said })
      const url = `http://localhost:${port}`
      assert.match(await (await fetch(url)).text(), shows, host)
      assert.match(await (await fetch(`${url}/api/time`)).text(), /^\{"now":\d+\}$/, host)
      if (css === 'tailwind') {
        assert.match(await (await fetch(`${url}/styles.css`)).text(), /\.items-end\{/, host)
      }
      child.kill('SIGTERM')
      assert.equal(await inTime(ended, `${host} ends`), 0, host)
    } finally {
      child.kill('SIGKILL')
    }
  }
})

test('each example is a project of its own that passes the compiler; those with a database, a queue and a library run', () => {
  const list = join(folder, 'node_modules/overwire/blueprints/examples/list.json')
  const names = Object.keys(JSON.parse(readFileSync(list, 'utf8')) as object)
  // One process for all of them.
  const make = `const { newProject } = await import(${JSON.stringify(newModule)})
    for (const name of ${JSON.stringify(names)})
      await newProject([\`examples/\${name}\`, '--example', name])`
  run(folder, process.execPath, '--input-type=module', '--eval', make)
  cpSync(join(inExamples, 'chat/tsconfig.json'), join(inExamples, 'tsconfig.json'))
  run(inExamples, 'tsc')
  const files = ['chat', 'jobs', 'chart', 'signals'].map((name) => `${name}/app.test.ts`)
  const imports = [...files, 'todos/todos/list.test.ts'].map((file) => `import './${file}'\n`)
  writeFileSync(join(inExamples, 'all.test.ts'), imports.join(''))
  const said = run(inExamples, process.execPath, '--import', 'tsx', '--test', 'all.test.ts')
  assert.match(said, /# pass 8\n/)
  const { dependencies, scripts } = JSON.parse(
    readFileSync(join(inExamples, 'todos/package.json'), 'utf8'),
  ) as { dependencies: Record<string, string>; scripts: Record<string, string> }
  const used = ['@libsql/client', 'drizzle-orm', 'overwire', 'tsx', 'zod']
  assert.deepEqual(Object.keys(dependencies), used)
  const durable = JSON.parse(
    readFileSync(join(inExamples, 'unbreakable/package.json'), 'utf8'),
  ) as { dependencies: Record<string, string> }
  assert.ok(durable.dependencies['lmdb'])
  assert.match(scripts['test']!, / todos\/\*\.test\.ts$/)
})

test('what is generated has nothing for a linter or the formatter of this repository', () => {
  const looked = mkdtempSync(join(tmpdir(), 'overwire-generated-'))
  try {
    // Elsewhere: both leave out what git ignores.
    cpSync('.oxfmtrc.json', join(looked, '.oxfmtrc.json'))
    for (const made of [
      project,
      notes,
      generated,
      ...Object.keys(hosts).map((one) => join(inHosts, one)),
      join(inExamples, 'chat'),
    ]) {
      const isSource = (path: string) => path === made || /\/[\w.-]+\.ts$/.test(path)
      cpSync(made, join(looked, basename(made)), { recursive: true, filter: isSource })
    }
    run(looked, 'oxfmt', '--check', '.')
    assert.match(run(looked, 'oxlint', '--deny-warnings', '.'), /0 warnings and 0 errors/)
  } finally {
    rmSync(looked, { recursive: true })
  }
})

for (const [name, made] of Object.entries({ minimal: project, app: notes })) {
  test(`a project of ${name} does not hand its secrets and libraries to an image`, () => {
    const left = readFileSync(join(made, '.dockerignore'), 'utf8').split('\n')
    const kept = readFileSync(join(made, '.gitignore'), 'utf8').split('\n')
    assert.deepEqual(
      [...kept, '.git'].filter((line) => !left.includes(line)),
      [],
    )
    assert.equal(readFileSync('deploy/.dockerignore', 'utf8'), left.join('\n'))
  })

  test(`routes and check look at a project of ${name} where it listens`, () => {
    const routes = run(made, process.execPath, command, 'routes', 'server.ts')
    assert.match(routes, /^kind[^]*\nlive +\/ /)
    assert.doesNotMatch(routes, /Open http/)
    const env = { ...process.env, OVERWIRE_SECRET: 'a long enough one' }
    const checked = spawnSync(process.execPath, [command, 'check', 'server.ts'], {
      cwd: made,
      encoding: 'utf8',
      env,
    })
    assert.deepEqual([checked.status, checked.stderr], [0, ''])
    assert.match(checked.stdout, / 0 problems/)
  })

  test(`the build step of deploy/Dockerfile makes a project of ${name} into JavaScript that runs [A144]`, async () => {
    const step = /^RUN npx (tsc .*)$/m.exec(readFileSync('deploy/Dockerfile', 'utf8'))?.[1]
    assert.ok(step)
    const built = join(folder, `built-${name}`)
    cpSync(made, built, { recursive: true, verbatimSymlinks: true })
    run(built, 'tsc', ...step.split(' ').slice(1))
    const env = {
      ...process.env,
      PORT: '0',
      NODE_ENV: 'production',
      OVERWIRE_SECRET: 'a long enough one',
      DATABASE_URL: ':memory:',
    }
    const child = spawn(process.execPath, ['server.js'], { cwd: built, env })
    try {
      const said = inTime(
        new Promise<string>((resolve) =>
          child.stdout.once('data', (text) => resolve(String(text))),
        ),
        'the built server listens',
      )
      const url = /http:\S+/.exec(await said)?.[0]
      assert.match(await (await fetch(url!)).text(), /Count: <!>0|<h1>Log in<\/h1>/)
    } finally {
      child.kill('SIGKILL')
    }
  })
}

test('no folder is written over, and no template is guessed', () => {
  const overwire = (...words: string[]) =>
    spawnSync(process.execPath, [command, ...words], { cwd: folder, encoding: 'utf8' })
  assert.match(overwire('new', 'my-app').stderr, /is not an empty folder/)
  assert.match(
    overwire('new', 'other', '--template', 'huge').stderr,
    /no template "huge".*minimal/s,
  )
  assert.match(
    overwire('new', 'other', '--host', 'koa').stderr,
    /no host "koa".*node, express, fastify, hono/s,
  )
  assert.match(
    overwire('new', 'other', '--example', 'shop').stderr,
    /no example "shop".*alarms, assistant, .*, unbreakable/s,
  )
  assert.match(
    overwire('new', 'other', '--example', 'chat', '--css', 'tailwind').stderr,
    /pages and styles of its own.*Leave out/s,
  )
  assert.match(overwire('new', 'other', '--css', 'sass').stderr, /no css "sass".*plain, tailwind/s)
  assert.match(overwire('new', 'my-app/app.ts').stderr, /app\.ts is not an empty folder/)
  assert.match(overwire('new', 'one', 'two').stderr, /takes one word .* got also "two"/)
  assert.match(overwire('new', 'my-app/app.ts/inner').stderr, /^\[E_COMMAND_LINE\].*can't be made/)
  assert.match(overwire('new', "Ann's App").stdout, /\n {2}cd 'Ann'\\''s App'\n/)
  assert.match(overwire('new').stderr, /needs the name of a folder/)
  assert.match(overwire('dev', 'nothing.ts').stderr, /no file .*nothing\.ts/)
})

/** The words behind `overwire` that `npm run dev` has. */
function developed(): string[] {
  const json = JSON.parse(readFileSync(join(generated, 'package.json'), 'utf8')) as {
    scripts: { dev: string }
  }
  const [, first, watcher] = /^overwire (.*) --watcher "(.*)"$/.exec(json.scripts.dev)!
  return [command, ...first!.split(' '), '--watcher', `${resolve('node_modules/.bin')}/${watcher}`]
}

test('while it is developed a changed file is seen at once, and the open page keeps its state and says so [B185]', () =>
  whileDeveloped(developed(), generated, async ({ page }, output) => {
    const origin = await page.evaluate(() => performance.timeOrigin)
    await page.getByRole('button', { name: 'Count' }).click({ clickCount: 3 })
    await page.waitForSelector('h1:text-is("Count: 3")')
    await page.fill('input', 'typed')
    assert.equal(await page.locator('overwire-updated').count(), 0)
    const file = join(generated, 'counter.ts')
    const source = readFileSync(file, 'utf8')
    writeFileSync(file, source.replace('<h1>Count: ', '<h1 class="text-[7rem]">Counted: '))
    await page.waitForSelector('overwire-updated', { state: 'attached' })
    assert.equal(await page.getByRole('status').getByText('Updated').isVisible(), true)
    await page.waitForSelector('h1:text-is("Counted: 3")')
    // Its class is in the stylesheet, which is built beside the server.
    const size = "getComputedStyle(document.querySelector('h1')).fontSize"
    await page.waitForFunction(`${size} === '112px'`)
    assert.equal(await page.inputValue('input'), 'typed')
    await page.getByRole('button', { name: 'Count' }).click()
    await page.waitForSelector('h1:text-is("Counted: 4")')
    assert.equal(await page.evaluate(() => performance.timeOrigin), origin)
    await page.waitForSelector('overwire-updated', { state: 'detached' })
    const time = String.raw`^\d\d:\d\d:\d\d`
    assert.match(output(), new RegExp(`${time} GET / 200 \\d+ ms$`, 'm'))
    assert.match(output(), new RegExp(`${time} Counter\\.increment \\d+ ms$`, 'm'))
    assert.doesNotMatch(output(), /_overwire/)
  }))

test('a mistake in a file is shown over the open page at once, and goes when it is mended [B181]', () =>
  whileDeveloped([command, 'dev', 'server.ts'], project, async (tab) => {
    const { page } = tab
    await page.getByRole('button', { name: 'Count' }).click({ clickCount: 3 })
    await page.waitForSelector('h1:text-is("Count: 3")')
    const file = join(project, 'counter.ts')
    const source = readFileSync(file, 'utf8')
    const panel = page.locator('overwire-error [role=alertdialog]')
    await page.evaluate(`new MutationObserver((records) => {
      for (const { addedNodes } of records)
        for (const { localName } of addedNodes)
          if (localName === 'overwire-updated') window.updated = true
    }).observe(document.documentElement, { childList: true })`)
    writeFileSync(file, source.replace('</h1>', '</h2>'))
    await panel.waitFor()
    assert.match(await panel.innerText(), /<\/h2>[^]*Counter, during render/)
    assert.equal(await page.evaluate('window.updated'), undefined)
    await takeErrors(tab, /E_HANDLER/)
    writeFileSync(file, source)
    await page.waitForSelector('overwire-updated', { state: 'attached' })
    await panel.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Count' }).click()
    await page.waitForSelector('h1:text-is("Count: 4")')
  }))

test('while a mistake keeps the server from starting, its page tries to connect every second [B185]', () =>
  whileDeveloped([command, 'dev', 'server.ts'], project, async ({ page }, output) => {
    const file = join(project, 'counter.ts')
    const source = readFileSync(file, 'utf8')
    await page.evaluate(`window.attempts = []
      document.addEventListener('live:connection', ({ detail }) => {
        if (detail.state === 'connecting') window.attempts.push(performance.now())
      })`)
    writeFileSync(file, source.replace('render() {', 'render() {{'))
    await page.waitForFunction('window.attempts.length >= 9')
    const attempts = (await page.evaluate('window.attempts')) as number[]
    const pauses = attempts.slice(1).map((at, i) => at - attempts[i]!)
    // A second, and what a busy machine adds to some of them.
    const [, , middle] = pauses.slice(-5).toSorted((a, b) => a - b)
    assert.ok(middle! < 3000, pauses.join(' '))
    assert.match(output(), /Transform failed|SyntaxError/)
    writeFileSync(file, source.replace('<h1>Count: ', '<h1>Mended: '))
    await page.waitForSelector('h1:text-is("Mended: 0")')
    writeFileSync(file, source)
  }))

test('a stylesheet that changes is swapped in open pages, and the server goes on', () =>
  whileDeveloped([command, 'dev', 'server.ts', '--quiet'], notes, async ({ page }, output) => {
    await page.getByLabel('E-mail').fill('ann@')
    const file = join(notes, 'styles.css')
    const colour = 'rgb(1, 2, 3)'
    writeFileSync(file, `${readFileSync(file, 'utf8')}\nh1 { color: ${colour} }\n`)
    await page.waitForFunction(
      (wanted) => getComputedStyle(document.querySelector('h1')!).color === wanted,
      colour,
    )
    await page.waitForFunction(
      () => document.querySelectorAll('link[rel="stylesheet"]').length === 1,
    )
    assert.equal(await page.getByLabel('E-mail').inputValue(), 'ann@')
    assert.equal(output().match(/Open http/g)?.length, 1)
    assert.doesNotMatch(output(), /GET \//)
  }))
