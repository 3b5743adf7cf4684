/** Handlers that change a database: what fails in a transaction leaves nothing behind. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createClient } from '@libsql/client'
import { liveviewHandler, send } from 'overwire/handlers'
import { testConsumer } from 'overwire/testing'

test('a handler’s SQL transaction is kept whole, or rolled back when one of its steps fails [A126]', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'overwire-transaction-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const db = createClient({ url: `file:${join(folder, 'accounts.db')}` })
  t.after(() => db.close())
  await db.execute('create table accounts (name text primary key, sum integer check (sum >= 0))')
  await db.execute("insert into accounts values ('ann', 100), ('bob', 0)")
  const sums = async (): Promise<unknown[]> =>
    (await db.execute('select sum from accounts order by name')).rows.map(({ sum }) => sum)

  liveviewHandler('transfer', async (consumer, { form }) => {
    const change = { sum: Number(form['sum']) }
    const transaction = await db.transaction('write')
    try {
      const give = "update accounts set sum = sum + :sum where name = 'bob'"
      await transaction.execute({ sql: give, args: change })
      const take = "update accounts set sum = sum - :sum where name = 'ann'"
      await transaction.execute({ sql: take, args: change })
      await transaction.commit()
      await send(consumer, { target: '#says', text: 'Done.' })
    } catch {
      await transaction.rollback()
      await send(consumer, { target: '#says', text: 'Nothing was changed.' })
    }
  })

  const consumer = testConsumer()
  await consumer.call('transfer', { form: { sum: '70' } })
  assert.deepEqual(await sums(), [30, 70])
  // Bob has it already when Ann's account refuses.
  await consumer.call('transfer', { form: { sum: '70' } })
  assert.deepEqual(await sums(), [30, 70])
  await consumer.call('transfer', { form: { sum: '30' } })
  assert.deepEqual(await sums(), [0, 100])
  assert.deepEqual(
    consumer.sent.map(({ text }) => text),
    ['Done.', 'Nothing was changed.', 'Done.'],
  )
})
