/** The table of notes. */
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Database } from './database.ts'

export const notes = sqliteTable('notes', {
  id: integer().primaryKey(),
  owner: integer().notNull(),
  title: text().notNull(),
})

export type Note = typeof notes.$inferSelect

/** Makes the table when it is not there. */
export async function createNotes(database: Database): Promise<void> {
  await database.run(`create table if not exists notes (
    id integer primary key,
    owner integer not null,
    title text not null
  )`)
}
