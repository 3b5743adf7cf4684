/**
 * Writes the reference pages that follow from tables in the source:
 * `node --import tsx scripts/docs.ts`. test/attributes.test.ts and test/features.test.ts fail when a page is older than its table.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { liveAttributes } from '../src/wire/attributes.ts'
import { checklist, features } from './features.ts'

/** docs/reference/attributes.md. */
export function attributesPage(): string {
  const rows = liveAttributes.map(
    ({ name, value, text }) => `| \`${name}\` | ${value} | ${text.replaceAll('|', '\\|')} |`,
  )
  return `# Attributes

<!-- Written by scripts/docs.ts from src/wire/attributes.ts. Change the table there. -->

\`live-\` and the name of a DOM event binds that event to a method marked with \`@event\`:
\`live-click="remove"\`. In a template write \`@click=\${this.remove}\` or
\`@click=\${call(this.remove, { id })}\` instead: that is checked by the compiler and follows a rename.
Custom DOM events are bound in the same way: \`@my-event=\${this.method}\`.

Every other attribute that begins with \`live-\` is one of these. In development a name that is neither
is an error that suggests the nearest one.

| attribute | value | what it does |
| --- | --- | --- |
${rows.join('\n')}
`
}

/** All files with tests. */
export function testFiles(): string[] {
  return ['test', 'src', 'examples'].flatMap((folder) =>
    (readdirSync(folder, { recursive: true }) as string[])
      .filter((entry) => entry.endsWith('.test.ts'))
      .map((entry) => `${folder}/${entry.replaceAll('\\', '/')}`),
  )
}

/** The tests of each row, by the ids that stand at the end of their names: `[file, name]`. */
export function testsById(): Map<string, [file: string, name: string][]> {
  const tests = new Map<string, [string, string][]>()
  for (const file of testFiles()) {
    const names = readFileSync(file, 'utf8').matchAll(
      /^ *test\(\s*(['"`])(.*?) \[((?:[A-Z]\d+(?:, )?)+)\]\1/gm,
    )
    for (const [, , name, ids] of names) {
      for (const id of ids!.split(', ')) tests.set(id, [...(tests.get(id) ?? []), [file, name!]])
    }
  }
  return tests
}

/** docs/reference/features.md. */
export function featuresPage(): string {
  const tests = testsById()
  const lines = features.map(({ id, text, guide, note }) => {
    const own = tests.get(id) ?? []
    const files = [...new Set(own.map(([file]) => file))]
    const shown = files.map((file) => `[${file.split('/').at(-1)}](../../${file})`).join(', ')
    const count = own.length > 1 ? ` (${own.length})` : ''
    const page = guide === '' ? '' : `[${guide.replace('.md', '')}](../guide/${guide})`
    const state = note?.status ?? 'tested'
    const partly =
      note?.status === 'missing' && own.length > 0 ? ` Tested in part: ${shown}${count}` : ''
    const proof = note === undefined ? shown + count : note.text + partly
    return `| ${id} | ${text.replaceAll('|', '\\|')} | ${state} | ${proof} | ${page} |`
  })
  return `# Features and their tests

<!-- Written by scripts/docs.ts from scripts/features.ts and the names of the tests. -->

Every row of the checklist: what djust, Django LiveView and df_websockets document (A), and what users of
comparable systems expect (B).

- \`tested\`: tests with its id at the end of their names prove it; \`node --test --test-name-pattern='\\bA38\\b'\`
  runs them alone.
- \`answered\`: there is nothing to test, or it is left out on purpose; the row says why.
- \`missing\`: not there, or not proven.

${countTable()}

| id | what | state | tests, or why there are none | guide |
| --- | --- | --- | --- | --- |
${lines.join('\n')}
`
}

function countTable(): string {
  const states = ['tested', 'answered', 'missing']
  const lines = Object.keys(checklist).map((letter) => {
    const own = features.filter(({ id }) => id.startsWith(letter))
    const counts = states.map(
      (state) => own.filter(({ note }) => (note?.status ?? 'tested') === state).length,
    )
    return `| ${letter} | ${own.length} | ${counts.join(' | ')} |`
  })
  return `| part | rows | ${states.join(' | ')} |
| --- | --: | --: | --: | --: |
${lines.join('\n')}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const reference = new URL('../docs/reference/', import.meta.url)
  writeFileSync(new URL('attributes.md', reference), attributesPage())
  writeFileSync(new URL('features.md', reference), featuresPage())
}
