/** Takes a lock and gives it back, again and again, until it is killed: file-lock.test.ts. */
import { FileLock } from '../../src/databases/file-lock.ts'

const [path = ''] = process.argv.slice(2)
for (let rounds = 0; ; rounds++) {
  const lock = await FileLock.take(path)
  await lock?.release()
  if (rounds === 20) process.send?.('it runs')
}
