/** The note: paragraphs in an SQL database. A paragraph belongs to one writer at a time. */
import { and, eq, isNull, or, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/libsql'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

const paragraphs = sqliteTable('paragraphs', {
  id: integer().primaryKey(),
  text: text().notNull(),
  /** Grows with each change: who writes later must have seen the text as it is. */
  version: integer().notNull(),
  /** The open view in which it is being written, and who that is. */
  writer: text(),
  name: text(),
})

export type Paragraph = typeof paragraphs.$inferSelect

const db = drizzle(':memory:')
await db.run(
  'create table paragraphs (id integer primary key, text text, version int, writer text, name text)',
)
await addParagraph(
  'This note belongs to everybody who has it open. Click a paragraph to write in it.',
)
await addParagraph('Open a second window beside this one, and watch what you type arrive there.')

export function readNote(): Promise<Paragraph[]> {
  return db.select().from(paragraphs).orderBy(paragraphs.id)
}

export async function addParagraph(text: string): Promise<number> {
  const [added] = await db
    .insert(paragraphs)
    .values({ text, version: 1 })
    .returning({ id: paragraphs.id })
  return added!.id
}

/** Gives a paragraph to a writer, unless somebody else has it. */
export async function take(id: number, writer: string, name: string): Promise<void> {
  await db
    .update(paragraphs)
    .set({ writer, name })
    .where(and(eq(paragraphs.id, id), isNull(paragraphs.writer)))
}

/**
 * Saves a text. Its writer may, and so may who has lost the paragraph meanwhile (with the connection),
 * as long as it is free and unchanged since.
 * @returns false when it was not saved.
 */
export async function save(
  { id, version, text }: Pick<Paragraph, 'id' | 'version' | 'text'>,
  writer: string,
): Promise<boolean> {
  const isTheirs = eq(paragraphs.writer, writer)
  const isUntouched = and(isNull(paragraphs.writer), eq(paragraphs.version, version))
  const { rowsAffected } = await db
    .update(paragraphs)
    .set({ text, version: sql`${paragraphs.version} + 1` })
    .where(and(eq(paragraphs.id, id), or(isTheirs, isUntouched)))
  return rowsAffected > 0
}

/** Gives back what a writer has; paragraphs that they left empty go. */
export async function release(writer: string): Promise<void> {
  await db.delete(paragraphs).where(and(eq(paragraphs.writer, writer), eq(paragraphs.text, '')))
  await db.update(paragraphs).set({ writer: null, name: null }).where(eq(paragraphs.writer, writer))
}
