/** The tables, and the connection to them. */
import { drizzle } from 'drizzle-orm/libsql'
import type { LibSQLDatabase } from 'drizzle-orm/libsql'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const people = sqliteTable('people', {
  id: integer().primaryKey(),
  email: text().notNull().unique(),
  /** See passwords.ts. */
  password: text().notNull(),
})

export const notes = sqliteTable('notes', {
  id: integer().primaryKey(),
  owner: integer().notNull(),
  title: text().notNull(),
})

export type Person = typeof people.$inferSelect
export type Note = typeof notes.$inferSelect
export type Database = LibSQLDatabase

/** Opens a database, and makes its tables when they are not there: `file:app.db`, or `:memory:`. */
export async function openDatabase(url: string): Promise<Database> {
  const database = drizzle(url)
  await database.run(
    'create table if not exists people (id integer primary key, email text not null unique, password text not null)',
  )
  await database.run(
    'create table if not exists notes (id integer primary key, owner integer not null, title text not null)',
  )
  return database
}
