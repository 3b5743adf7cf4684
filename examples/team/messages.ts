/** What was said. In a cluster all nodes read one file; alone the messages live in memory. */
import { desc, eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/libsql'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

const LATEST = 50

const messages = sqliteTable('team_messages', {
  id: integer().primaryKey(),
  room: text().notNull(),
  name: text().notNull(),
  text: text().notNull(),
})

export type Message = typeof messages.$inferSelect

const db = drizzle(process.env['DATABASE'] ?? ':memory:')
await db.run('pragma busy_timeout = 5000')
await db.run(
  'create table if not exists team_messages (id integer primary key, room text, name text, text text)',
)

export async function addMessage(message: Omit<Message, 'id'>): Promise<Message> {
  const [added] = await db.insert(messages).values(message).returning()
  return added!
}

/** The newest messages of a room, the oldest of them first. */
export async function latestMessages(room: string): Promise<Message[]> {
  const found = await db
    .select()
    .from(messages)
    .where(eq(messages.room, room))
    .orderBy(desc(messages.id))
    .limit(LATEST)
  return found.reverse()
}
