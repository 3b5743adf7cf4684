/**
 * Writes the reference pages that follow from tables in the source:
 * `node --import tsx scripts/docs.ts`. test/attributes.test.ts fails when a page is older than its table.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { liveAttributes } from '../src/wire/attributes.ts'

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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const page = new URL('../docs/reference/attributes.md', import.meta.url)
  writeFileSync(page, attributesPage())
}
