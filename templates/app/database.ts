/** The connection to the database. Each table has a module of its own. */
import { drizzle } from 'drizzle-orm/libsql'
import type { LibSQLDatabase } from 'drizzle-orm/libsql'

export type Database = LibSQLDatabase

/** Opens a database: `file:app.db`, or `:memory:`. */
export async function openDatabase(url: string): Promise<Database> {
  const database = drizzle(url)
  // A wrong address is said here, and not by the first page.
  await database.run('select 1')
  return database
}
