import { and, asc, desc, eq, like, or } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/libsql'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { stock } from './stock.ts'

const products = sqliteTable('products', {
  id: integer().primaryKey(),
  name: text().notNull(),
  category: text().notNull(),
  material: text().notNull(),
  /** In cents. */
  price: integer().notNull(),
  left: integer().notNull(),
})

export type Product = typeof products.$inferSelect

const db = drizzle(':memory:')
await db.run(`create table products (
  id integer primary key, name text, category text, material text, price int, left int
)`)
await db.insert(products).values(stock())

const orders = {
  name: asc(products.name),
  cheapest: asc(products.price),
  dearest: desc(products.price),
}

export const sorts = Object.keys(orders) as (keyof typeof orders)[]

export interface Wanted {
  q: string
  category: string
  sort: keyof typeof orders
  page: number
}

/** One page of what is wanted; a page behind the last one is the last one. */
export async function findProducts({ q, category, sort, page }: Wanted, size: number) {
  const words = q.split(/\s+/).map((word) => `%${word.replace(/[%_]/g, '')}%`)
  const hasWords = words.map((word) => or(like(products.name, word), like(products.category, word)))
  const where = and(...hasWords, category ? eq(products.category, category) : undefined)
  const total = await db.$count(products, where)
  const pages = Math.max(1, Math.ceil(total / size))
  const current = Math.min(page, pages)
  const rows = await db
    .select()
    .from(products)
    .where(where)
    .orderBy(orders[sort], products.id)
    .limit(size)
    .offset((current - 1) * size)
  return { rows, total, pages, page: current }
}

export async function findProduct(id: number): Promise<Product | null> {
  const [product] = await db.select().from(products).where(eq(products.id, id))
  return product ?? null
}
