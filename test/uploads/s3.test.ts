/** Uploads in a bucket of S3. */
import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { s3Uploads } from 'overwire/s3'
import { uploadStoreSuite } from 'overwire/testing'
import { startS3 } from '../services/s3-server.ts'

const bucket = await startS3()
const open = () => s3Uploads(bucket.connect(), { bucket: bucket.name })
const client = bucket.connect()

const keys = async (prefix: string) => {
  const asked = new ListObjectsV2Command({ Bucket: bucket.name, Prefix: prefix })
  return ((await client.send(asked)).Contents ?? []).map(({ Key }) => Key)
}

uploadStoreSuite('in S3', () => ({ store: open(), other: open() }))

test('a file moves to a key of its own, in parts; nothing of it is left where it waited [B134]', async () => {
  const own = bucket.connect()
  const asked: (string | undefined)[] = []
  own.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        asked.push(commandName)
        return next(args)
      },
    { step: 'initialize' },
  )
  const store = s3Uploads(own, { bucket: bucket.name })
  const id = randomUUID()
  const parts = Array.from({ length: 9 }, () => randomBytes(2 * 1024 * 1024))
  await store.create({ id, size: 0 })
  let at = 0
  for (const part of parts) {
    await store.append(id, at, part)
    at += part.length
  }
  assert.equal((await keys(`uploads/${id}/`)).length, parts.length + 1)
  await store.move!(id, 'photos/large.bin')
  await store.remove(id)
  const { Body } = await client.send(
    new GetObjectCommand({ Bucket: bucket.name, Key: 'photos/large.bin' }),
  )
  assert.ok(Buffer.concat(parts).equals(await Body!.transformToByteArray()))
  assert.equal(asked.filter((name) => name === 'UploadPartCommand').length, 3)
  assert.deepEqual(await keys(`uploads/${id}/`), [])
})

test('a name that is none of ours is never a key', async () => {
  const store = open()
  for (const id of ['../../secret', '..', '', 'a/b/c/d/e/f', 'abcdefgh\0']) {
    await assert.rejects(store.size(id), /E_UPLOAD_GONE/)
    await assert.rejects(store.remove(id), /E_UPLOAD_GONE/)
  }
})

test('a server that is out of reach is an error, and not an empty file', async () => {
  const away = bucket.connect()
  const store = s3Uploads(away, { bucket: 'nowhere' })
  await assert.rejects(store.size(randomUUID()), /NoSuchBucket/)
})
