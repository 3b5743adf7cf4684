import { drizzle } from 'drizzle-orm/libsql'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

const accounts = sqliteTable('accounts', {
  id: integer().primaryKey(),
  email: text().notNull(),
  /** What the three steps gave. */
  answers: text({ mode: 'json' }).notNull(),
})

const db = drizzle(':memory:')
await db.run('create table accounts (id integer primary key, email text unique, answers text)')
await db.insert(accounts).values({ email: 'ada@example.org', answers: {} })

/** The number of the new account; undefined when there is one with this address. */
export async function createAccount(email: string, answers: object): Promise<number | undefined> {
  const values = { email: email.toLowerCase(), answers }
  const [account] = await db.insert(accounts).values(values).onConflictDoNothing().returning()
  return account?.id
}
