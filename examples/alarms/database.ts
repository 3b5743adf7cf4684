import { desc, eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/libsql'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const types = ['INFO', 'WARNING', 'CRITICAL'] as const
export type AlertType = (typeof types)[number]

const alerts = sqliteTable('alerts', {
  id: integer().primaryKey(),
  type: text({ enum: types }).notNull(),
  description: text().notNull(),
  created: integer({ mode: 'timestamp_ms' }).notNull(),
})

export type Alert = typeof alerts.$inferSelect

/** Rows of the table: each change sends all of them to everybody. */
const SHOWN = 50
const HALF_HOUR = 1_800_000

const samples: [AlertType, string][] = [
  ['INFO', 'The nightly backup is complete: 41 GB in 12 minutes.'],
  ['WARNING', 'The disk of db-2 is 85 % full. At the present rate it is full in nine days.'],
  ['CRITICAL', 'The payment service has not answered for two minutes.'],
  ['INFO', 'A new version was deployed to eu-west.'],
  ['WARNING', 'The certificate of api.example.org expires in ten days.'],
  ['CRITICAL', 'Sensor 14 in the cold store reads +9 °C; at most 4 °C are allowed.'],
]

const db = drizzle(':memory:')
// Without autoincrement the ids of deleted alerts would be given again, and links would lie.
await db.run(
  'create table alerts (id integer primary key autoincrement, type text, description text, created int)',
)
await db.insert(alerts).values(
  samples.map(([type, description], i) => {
    const created = new Date(Date.now() - (samples.length - i) * HALF_HOUR)
    return { type, description, created }
  }),
)

export function newestAlerts(): Promise<Alert[]> {
  return db.select().from(alerts).orderBy(desc(alerts.id)).limit(SHOWN)
}

export async function findAlert(id: number): Promise<Alert | undefined> {
  const [alert] = await db.select().from(alerts).where(eq(alerts.id, id))
  return alert
}

export async function addAlert(type: AlertType, description: string): Promise<Alert> {
  const created = new Date()
  const [alert] = await db.insert(alerts).values({ type, description, created }).returning()
  return alert!
}

export function addRandomAlert(): Promise<Alert> {
  return addAlert(...samples[Math.floor(Math.random() * samples.length)]!)
}

/** False when it was gone already. */
export async function removeAlert(id: number): Promise<boolean> {
  const removed = await db.delete(alerts).where(eq(alerts.id, id)).returning()
  return removed.length > 0
}

export async function clearAlerts(): Promise<void> {
  await db.delete(alerts)
}
