/** The table of photo boards, and what is asked of it. */
import { asc, eq, sql } from 'drizzle-orm'
import { integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Database } from './database.ts'

/** Rows on one page of the list. */
const PAGE_SIZE = 10

export const photoBoards = sqliteTable('photo_boards', {
  id: integer().primaryKey(),
  // columns
})

export type PhotoBoard = typeof photoBoards.$inferSelect

/** One page of the list. */
export interface PhotoBoardList {
  rows: PhotoBoard[]
  page: number
  pages: number
}

export class PhotoBoardTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Makes the table when it is not there. */
  async create(): Promise<void> {
    await this.#database.run(`create table if not exists photo_boards (
      id integer primary key,
      // definitions
    )`)
  }

  /** Those with these words in a text; the last page when there are not so many. */
  async find(words: string, page: number): Promise<PhotoBoardList> {
    const pattern = `%${words.trim().replaceAll(/[\\%_]/g, '\\$&')}%`
    // texts
    const found = sql`${texts} like ${pattern} escape '\\'`
    const count = await this.#database.$count(photoBoards, found)
    const pages = Math.max(1, Math.ceil(count / PAGE_SIZE))
    const at = Math.min(Math.max(1, page), pages)
    const rows = await this.#database
      .select()
      .from(photoBoards)
      .where(found)
      .orderBy(asc(photoBoards.id))
      .limit(PAGE_SIZE)
      .offset((at - 1) * PAGE_SIZE)
    return { rows, page: at, pages }
  }

  async get(id: number): Promise<PhotoBoard | undefined> {
    const wanted = eq(photoBoards.id, id)
    const [row] = await this.#database.select().from(photoBoards).where(wanted)
    return row
  }

  /** Changes the one of this id; adds one without an id. */
  async save(id: number | undefined, values: Omit<PhotoBoard, 'id'>): Promise<void> {
    await this.#database
      .insert(photoBoards)
      .values({ id, ...values })
      .onConflictDoUpdate({ target: photoBoards.id, set: values })
  }

  async remove(id: number): Promise<void> {
    await this.#database.delete(photoBoards).where(eq(photoBoards.id, id))
  }
}
