/** The table of those who have an account. */
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Database } from './database.ts'

export const people = sqliteTable('people', {
  id: integer().primaryKey(),
  email: text().notNull().unique(),
  /** See passwords.ts. */
  password: text().notNull(),
})

/** Makes the table when it is not there. */
export async function createPeople(database: Database): Promise<void> {
  await database.run(`create table if not exists people (
    id integer primary key,
    email text not null unique,
    password text not null
  )`)
}
