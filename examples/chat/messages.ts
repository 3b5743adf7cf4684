/** What was said, in an SQL database. */
import { and, desc, eq, lt } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/libsql'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

const messages = sqliteTable('messages', {
  id: integer().primaryKey(),
  room: text().notNull(),
  name: text().notNull(),
  text: text().notNull(),
  /** Milliseconds since 1970. */
  at: integer().notNull(),
})

export type Message = typeof messages.$inferSelect

const db = drizzle(':memory:')
await db.run(
  'create table messages (id integer primary key, room text, name text, text text, at integer)',
)
await welcome()

export async function addMessage(message: Omit<Message, 'id'>): Promise<Message> {
  const [added] = await db.insert(messages).values(message).returning()
  return added!
}

/** The newest messages of a room that are older than the given one; the oldest first. */
export async function messagesBefore(room: string, id: number, limit: number): Promise<Message[]> {
  const found = await db
    .select()
    .from(messages)
    .where(and(eq(messages.room, room), lt(messages.id, id)))
    .orderBy(desc(messages.id))
    .limit(limit)
  return found.reverse()
}

/** The lobby has a past, so that there is something to scroll up to. */
async function welcome(): Promise<void> {
  const [minute, count] = [60_000, 90]
  const lines = [
    'Has anybody tried the table with a thousand rows?',
    'Yes. Swapping two of them took 31 bytes.',
    'And it is all one class?',
    'One class and a template.',
    'What happens when I lose the connection?',
    'It waits, and sends what you wrote when it is back.',
  ]
  const past = Array.from({ length: count }, (_, i) => ({
    room: 'lobby',
    name: i % 2 ? 'Ada' : 'Ben',
    text: lines[i % lines.length]!,
    at: Date.now() - (count - i) * minute,
  }))
  await db.insert(messages).values(past)
}
