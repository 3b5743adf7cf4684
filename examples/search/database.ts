import { readFileSync } from 'node:fs'
import { and, or, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/libsql'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

const characters = sqliteTable('characters', {
  code: integer().primaryKey(),
  name: text().notNull(),
  block: text().notNull(),
})

export type Character = typeof characters.$inferSelect

const db = drizzle(':memory:')
await db.run(
  'create table characters (code integer primary key, name text not null, block text not null)',
)
const rows = readCharacters()
await db.insert(characters).values(rows)

export const characterCount = rows.length

/** The best matches: every word must be in the name, or the query is the character itself. */
export async function findCharacters(query: string, limit: number) {
  const words = query.toLowerCase().split(/\s+/)
  const { name, code } = characters
  const hasWords = words.map((word) => sql`instr(${name}, ${word}) > 0`)
  const isExact = sql`char(${code}) = ${query}`
  const where = or(and(...hasWords), isExact)
  const startsWord = sql`instr(' ' || ${name}, ${` ${words[0]}`}) > 0`
  const hits = await db
    .select()
    .from(characters)
    .where(where)
    .orderBy(sql`${isExact} desc`, sql`${startsWord} desc`, sql`length(${name})`, code)
    .limit(limit)
  return { hits, total: await db.$count(characters, where) }
}

/** Reads lines such as `2603 snowman` under headings such as `# Miscellaneous Symbols`. */
function readCharacters(): Character[] {
  const lines = readFileSync(new URL('characters.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n')
  let block = ''
  return lines.flatMap((line) => {
    const [first, ...words] = line.split(' ')
    if (first !== '#') return { code: parseInt(first!, 16), name: words.join(' '), block }
    block = words.join(' ')
    return []
  })
}
