/** Names are the field's words: no private metaphor, and one word for one thing. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { test } from 'node:test'

/** Words that only we would understand, as parts of a name. Each has a word of the field in its place. */
const banned: Record<string, string> = {
  courier: 'batcher',
  crew: 'task runner',
  desk: 'runtime',
  family: 'children',
  guest: 'parked page',
  hall: 'presence',
  household: 'children',
  journey: 'navigator',
  lobby: 'parked pages',
  neighbour: 'peer',
  nobody: 'none',
  outlet: 'frame sink',
  pump: 'reader',
  seat: 'viewer',
  shown: 'page view',
  sighting: 'intersection',
  sit: 'attach',
  traveller: 'navigator owner',
  whoever: 'sender',
}

/** Words that hide who is meant: in comments, names and texts of `src`, with its tests. */
const vague = /nobod(?:y|ies)|whoever/gi

/** Where such a word says what it says everywhere. */
const fine = new Set([
  // Whether something is visible, which is what `show()` and `hide()` change.
  'isShown',
  'setShown',
  'moveShown',
  'shownCell',
  'Observer.shown',
])

/** Exported names that two files have, each with its reason. */
const twice: Record<string, string> = {
  Block: 'a piece of HTML, on the server and in the page',
  Effects: 'what the server asks of the page, on both sides',
  ErrorNote: 'what the development overlay shows, on both sides',
  List: 'the rows of each(), on the server and in the page',
  Slot: 'a dynamic part of a template, on both sides',
  Template: 'the statics of a block, on both sides',
  announce: 'the core’s; parts that are loaded later can’t share its code',
  doc: 'the core’s; parts that are loaded later can’t share its code',
  start: 'what each part of the browser’s side begins with',
  unshadowed: 'the core’s; parts that are loaded later can’t share its code',
}

const files = (readdirSync('src', { recursive: true }) as string[])
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))

/** `SharedViewer`, `shared-viewer` and `#sharedViewer` are shared, viewer. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z]+/)
}

function bannedIn(name: string): string | undefined {
  if (fine.has(name)) return undefined
  return wordsOf(name).find((word) => word in banned || word.replace(/s$/, '') in banned)
}

function declared(text: string): string[] {
  const declarations =
    /^(?:export )?(?:declare )?(?:abstract |async )*(?:class|function\*?|const|let|interface|type) (\w+)/gm
  return [...text.matchAll(declarations)].map(([, name]) => name!)
}

test('files, classes, functions and types have names of the field', () => {
  const faults: string[] = []
  for (const file of files) {
    const names = [basename(file, '.ts'), ...declared(readFileSync(`src/${file}`, 'utf8'))]
    for (const name of names) {
      const word = bannedIn(name)
      if (word !== undefined)
        faults.push(`${file}: ${name}: say ${banned[word] ?? banned[word.slice(0, -1)]}`)
    }
  }
  assert.deepEqual(faults, [])
})

test('sources say who is meant, not nobody or whoever', () => {
  const faults = (readdirSync('src', { recursive: true }) as string[])
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      readFileSync(`src/${file}`, 'utf8')
        .split('\n')
        .flatMap((line, i) => (line.match(vague) ?? []).map((word) => `${file}:${i + 1}: ${word}`)),
    )
  assert.deepEqual(faults, [])
})

test('an exported name is exported by one file', () => {
  const owners = new Map<string, string[]>()
  for (const file of files.filter((one) => one.includes('/'))) {
    const text = readFileSync(`src/${file}`, 'utf8')
    const exported =
      /^export (?:abstract |async )*(?:class|function\*?|const|let|interface|type) (\w+)/gm
    for (const name of new Set([...text.matchAll(exported)].map(([, found]) => found!))) {
      owners.set(name, [...(owners.get(name) ?? []), file])
    }
  }
  const shared = [...owners].filter(([, from]) => from.length > 1)
  assert.deepEqual(
    shared
      .filter(([name]) => !(name in twice))
      .map(([name, from]) => `${name}: ${from.join(', ')}`),
    [],
  )
  assert.deepEqual(
    shared
      .map(([name]) => name)
      .filter((name) => name in twice)
      .sort(),
    Object.keys(twice).sort(),
  )
})

test('comments name files that exist', () => {
  const known = new Set(files.map((file) => basename(file)))
  const elsewhere = /^(test\/|scripts\/|examples\/|bench\/|dist\/)/
  // Files of an app, in examples.
  const ofUsers = new Set(['app.ts', 'server.ts', 'counter.ts', 'board.ts', 'file.ts'])
  const faults: string[] = []
  for (const file of files) {
    const lines = readFileSync(`src/${file}`, 'utf8').split('\n')
    const comments = lines.filter((line) => /^\s*(\*|\/\/|\/\*)/.test(line)).join('\n')
    for (const [, path, name] of comments.matchAll(/((?:[\w-]+\/)*)((?<![.\w-])[\w-]+\.ts)\b/g)) {
      if (elsewhere.test(path!) || ofUsers.has(name!)) continue
      if (!known.has(name!)) faults.push(`${file}: ${path}${name}`)
    }
  }
  assert.deepEqual(faults, [])
})
