/** Cats, their photos and what visitors wrote, in an SQL database. */
import { and, desc, eq, like, lt, or } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/libsql'
import { blob, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { CatFields, CommentFields, ContactFields } from './rules.ts'
import { seeds } from './seeds.ts'

const cats = sqliteTable('cats', {
  id: integer().primaryKey(),
  name: text().notNull(),
  born: integer().notNull(),
  about: text().notNull(),
  /** Counts the photos; 0: there is none, and the cat is drawn. */
  version: integer().notNull().default(0),
})
const photos = sqliteTable('photos', {
  cat: integer().primaryKey(),
  type: text().notNull(),
  body: blob({ mode: 'buffer' }).notNull(),
})
const messages = sqliteTable('messages', {
  id: integer().primaryKey(),
  name: text().notNull(),
  email: text().notNull(),
  message: text().notNull(),
})

const comments = sqliteTable('comments', {
  id: integer().primaryKey(),
  cat: integer().notNull(),
  name: text().notNull(),
  text: text().notNull(),
})

/** What came with a message. */
const pictures = sqliteTable('pictures', {
  id: integer().primaryKey(),
  message: integer().notNull(),
  type: text().notNull(),
  body: blob({ mode: 'buffer' }).notNull(),
})

export type Cat = typeof cats.$inferSelect
export type Message = typeof messages.$inferSelect

/** As many as a demo that everybody may write to should keep. */
const [MOST_CATS, MOST_MESSAGES, MOST_COMMENTS] = [100, 30, 20]

const db = drizzle(':memory:')
await db.run('create table cats (id integer primary key, name, born int, about, version int)')
await db.run('create table photos (cat integer primary key, type, body blob)')
await db.run('create table messages (id integer primary key, name, email, message)')
await db.run('create table comments (id integer primary key, cat int, name, text)')
await db.run('create table pictures (id integer primary key, message int, type, body blob)')
await db.insert(cats).values(seeds)

/** One page of the cats that match, the newest first; a page behind the last one is the last one. */
export async function findCats(q: string, page: number, size: number) {
  const pattern = `%${q.replace(/[%_]/g, '')}%`
  const where = or(like(cats.name, pattern), like(cats.about, pattern))
  const total = await db.$count(cats, where)
  const pages = Math.max(1, Math.ceil(total / size))
  const current = Math.min(Math.max(1, page), pages)
  const from = (current - 1) * size
  const rows = db.select().from(cats).where(where).orderBy(desc(cats.id)).limit(size).offset(from)
  return { rows: await rows, total, pages, page: current }
}

export async function findCat(id: number): Promise<Cat | undefined> {
  const [cat] = await db.select().from(cats).where(eq(cats.id, id))
  return cat
}

/** Adds a cat, or changes the one with this id; undefined when it is gone or there is no room. */
export async function saveCat(id: number, fields: CatFields): Promise<Cat | undefined> {
  if (id === 0 && (await db.$count(cats)) >= MOST_CATS) return undefined
  const [cat] = id
    ? await db.update(cats).set(fields).where(eq(cats.id, id)).returning()
    : await db.insert(cats).values(fields).returning()
  return cat
}

export async function removeCat(id: number): Promise<Cat | undefined> {
  await db.delete(photos).where(eq(photos.cat, id))
  await db.delete(comments).where(eq(comments.cat, id))
  const [cat] = await db.delete(cats).where(eq(cats.id, id)).returning()
  return cat
}

export async function savePhoto({ id, version }: Cat, type: string, body: Buffer): Promise<Cat> {
  const values = { cat: id, type, body }
  await db.insert(photos).values(values).onConflictDoUpdate({ target: photos.cat, set: values })
  const set = { version: version + 1 }
  const [cat] = await db.update(cats).set(set).where(eq(cats.id, id)).returning()
  return cat!
}

export async function findPhoto(id: number) {
  const [photo] = await db.select().from(photos).where(eq(photos.cat, id))
  return photo
}

/** What was said of a cat last, the newest first. */
export function findComments(cat: number) {
  return db
    .select({ id: comments.id, name: comments.name, text: comments.text })
    .from(comments)
    .where(eq(comments.cat, cat))
    .orderBy(desc(comments.id))
    .limit(MOST_COMMENTS)
}

export async function addComment(cat: number, fields: CommentFields): Promise<void> {
  await db.insert(comments).values({ cat, ...fields })
  const kept = await findComments(cat)
  const oldest = kept.at(-1)!.id
  await db.delete(comments).where(and(eq(comments.cat, cat), lt(comments.id, oldest)))
}

/** @returns its number, for what comes with it. */
export async function saveMessage(fields: ContactFields): Promise<number> {
  const [{ id }] = (await db.insert(messages).values(fields).returning()) as [Message]
  await db.delete(messages).where(lt(messages.id, id - MOST_MESSAGES))
  await db.delete(pictures).where(lt(pictures.message, id - MOST_MESSAGES))
  return id
}

export async function savePicture(message: number, type: string, body: Buffer): Promise<void> {
  await db.insert(pictures).values({ message, type, body })
}

export async function findPicture(id: number) {
  const [picture] = await db.select().from(pictures).where(eq(pictures.id, id))
  return picture
}

/** All messages, the newest first, with the numbers of their pictures. */
export async function findMessages() {
  const all = await db.select().from(messages).orderBy(desc(messages.id))
  const found = await db.select({ id: pictures.id, message: pictures.message }).from(pictures)
  return all.map((one) => ({
    ...one,
    pictures: found.filter(({ message }) => message === one.id).map(({ id }) => id),
  }))
}
