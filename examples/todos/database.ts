import { drizzle } from 'drizzle-orm/libsql'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const todos = sqliteTable('todos', {
  id: integer().primaryKey(),
  /** The browser session the todo belongs to. */
  owner: text().notNull(),
  title: text().notNull(),
  done: integer({ mode: 'boolean' }).notNull(),
})

export type Todo = typeof todos.$inferSelect

export const db = drizzle(':memory:')
await db.run('create table todos (id integer primary key, owner text, title text, done int)')

/** Gives a new visitor something to try. */
export async function welcome(owner: string): Promise<void> {
  const titles = ['Open the gallery', 'Read the source beside it', 'Write my own']
  await db.insert(todos).values(titles.map((title, i) => ({ owner, title, done: i === 0 })))
}
