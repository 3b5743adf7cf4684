/** What was ordered, and the pictures. Several processes share a file; one alone keeps them in memory. */
import { and, count, desc, eq, inArray, lt, notInArray } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/libsql'
import { blob, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'

const SHOWN = 12

const jobs = sqliteTable('jobs', {
  id: text().primaryKey(),
  /** Whose it is: a user's id, or a session's. */
  owner: text().notNull(),
  kind: text().notNull(),
  state: text({ enum: ['waiting', 'drawing', 'again', 'failed', 'done'] }).notNull(),
  /** How much is drawn, 0 to 1. */
  progress: real().notNull(),
  attempt: integer().notNull(),
  /** Of the queue's task, once it began. */
  task: text().notNull(),
  error: text().notNull(),
  refilled: integer({ mode: 'boolean' }).notNull(),
  created: integer().notNull(),
})
const pictures = sqliteTable('job_pictures', {
  id: text().primaryKey(),
  body: blob({ mode: 'buffer' }).notNull(),
})

export type Job = typeof jobs.$inferSelect

const db = drizzle(process.env['DATABASE'] ?? ':memory:')
await db.run('pragma busy_timeout = 5000')
await db.run(
  'create table if not exists jobs (id text primary key, owner text, kind text, state text, ' +
    'progress real, attempt integer, task text, error text, refilled integer, created integer)',
)
await db.run('create table if not exists job_pictures (id text primary key, body blob)')

export async function addJob(owner: string, kind: string): Promise<Job> {
  const id = crypto.randomUUID()
  const begin = { state: 'waiting', progress: 0, attempt: 0, task: '', error: '' } as const
  const job = { id, owner, kind, ...begin, refilled: false, created: Date.now() }
  await db.insert(jobs).values(job)
  return job
}

export async function findJob(id: string): Promise<Job | undefined> {
  const [job] = await db.select().from(jobs).where(eq(jobs.id, id))
  return job
}

/** The newest first. */
export function latestJobs(owner: string): Promise<Job[]> {
  const mine = eq(jobs.owner, owner)
  return db.select().from(jobs).where(mine).orderBy(desc(jobs.created)).limit(SHOWN)
}

export async function countOpenJobs(owner: string): Promise<number> {
  const open = inArray(jobs.state, ['waiting', 'drawing', 'again'])
  const where = and(eq(jobs.owner, owner), open)
  const [row] = await db.select({ open: count() }).from(jobs).where(where)
  return row!.open
}

/** @returns the job as it is now; undefined when it was cleared. */
export async function updateJob(id: string, change: Partial<Job>): Promise<Job | undefined> {
  const [job] = await db.update(jobs).set(change).where(eq(jobs.id, id)).returning()
  return job
}

/** Deletes what was ordered before a time. */
export async function clearJobs(before: number): Promise<Job[]> {
  const cleared = await db.delete(jobs).where(lt(jobs.created, before)).returning()
  const kept = db.select({ id: jobs.id }).from(jobs)
  await db.delete(pictures).where(notInArray(pictures.id, kept))
  return cleared
}

/** A task may run twice: the same picture is kept once. */
export async function savePicture(id: string, body: Buffer): Promise<void> {
  await db.insert(pictures).values({ id, body }).onConflictDoUpdate({
    target: pictures.id,
    set: { body },
  })
}

export async function findPicture(id: string): Promise<Buffer | undefined> {
  const [picture] = await db.select().from(pictures).where(eq(pictures.id, id))
  return picture?.body
}
