/**
 * Files that are uploaded wait in a bucket of S3, or of a server that speaks its protocol. Each part is an object, so
 * that a file goes on in any process from the last part that came:
 *
 *     uploads/0b1f…/begun                        the file is there
 *     uploads/0b1f…/part-000000000000000         its bytes, by their offsets
 *     uploads/0b1f…/part-000000002097152
 *     uploads/0b1f…/kept-000000000000000-5d41…   a part that a browser put there itself, where it can't any more
 *     uploads/0b1f…/taken-77c2…                  a process has taken it, or tries to
 */
import { Readable } from 'node:stream'
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import type { S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import type { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { fail } from '../base/errors.ts'
import type { IncomingFile, UploadStore } from '../uploads/upload-store.ts'
import { RunningHashes } from './running-hashes.ts'

/** Objects that are removed at once. */
const AT_ONCE = 8
/** Bytes of a part of a moved file; two of them are in memory. */
const MOVED_PART = 8 * 1024 * 1024
/** Seconds that an address for a part is good for. */
const ADDRESS_SECONDS = 300
const OWN_NAME = /^[\w-]{8,64}$/
/** Files of which it is known what this process put there. */
const MOST_TAGS = 1000

/** Options of {@link s3Uploads}. */
export interface S3UploadsOptions {
  bucket: string
  /** Begins the keys of all objects. Default `uploads/`. */
  prefix?: string
  /**
   * `getSignedUrl` of `@aws-sdk/s3-request-presigner`: browsers put parts into the bucket themselves, which must allow
   * that for the site's origin (CORS). Left out: parts come by the app.
   */
  sign?: typeof getSignedUrl
}

/**
 * Keeps uploaded files in a bucket until views consume them:
 * `createApp({ uploads: s3Uploads(new S3Client({ … }), { bucket: 'files' }) })`. Give the prefix a lifecycle
 * rule that removes objects older than two days: without it, files of pages that were closed while no server
 * ran would stay.
 * @param client of `@aws-sdk/client-s3`; you close it.
 */
export function s3Uploads(
  client: S3Client,
  { bucket, prefix = 'uploads/', sign }: S3UploadsOptions,
): UploadStore {
  const store: UploadStore = new S3Uploads(client, bucket, prefix)
  if (sign)
    store.address = (id, part) => addressOf({ client, bucket, sign }, `${prefix}${id}/`, part)
  return store
}

/** A part. */
interface Stored {
  key: string
  offset: number
  size: number
  /** Tells its content from others. */
  etag: string
}

/** What is there of a file. */
interface Kept {
  isBegun: boolean
  /** Nothing comes any more. */
  isFinished: boolean
  parts: Stored[]
  marks: string[]
}

class S3Uploads implements UploadStore {
  readonly name: string
  readonly #client: S3Client
  readonly #bucket: string
  readonly #prefix: string
  readonly #hashes = new RunningHashes()
  /** What this process put there: something else may be there by now. */
  readonly #tags = new Map<string, string[]>()
  /** Set where browsers put parts there themselves. */
  address?: NonNullable<UploadStore['address']>

  constructor(client: S3Client, bucket: string, prefix: string) {
    this.name = `the bucket ${bucket}`
    this.#client = client
    this.#bucket = bucket
    this.#prefix = prefix
  }

  async create({ id }: IncomingFile): Promise<void> {
    if (await this.#isBegun(id)) throw new Error(`${id} is there already.`)
    await this.#put(`${this.#folder(id)}begun`, new Uint8Array())
  }

  async size(id: string): Promise<number | undefined> {
    const { isBegun, parts } = await this.#list(id)
    return isBegun ? bytesOf(parts) : undefined
  }

  async append(id: string, offset: number, bytes: Uint8Array): Promise<void> {
    const { isBegun, parts } = await this.#list(id)
    if (!isBegun) throw fail('E_UPLOAD_GONE')
    if (bytesOf(parts) !== offset) throw fail('E_UPLOAD_BUSY')
    const hash = await this.#hashes.of(id, offset, () => this.read(id))
    const key = `${this.#folder(id)}part-${padded(offset)}`
    const etag = await this.#put(key, bytes, { isNew: true })
    this.#hashes.add(id, offset, hash, bytes)
    const before = offset === 0 ? [] : this.#tags.get(id)
    // Of parts that another process put there it is not known what they were.
    if (before === undefined) return
    this.#tags.delete(id)
    this.#tags.set(id, [...before, etag])
    if (this.#tags.size > MOST_TAGS) this.#tags.delete(this.#tags.keys().next().value!)
  }

  async finish(id: string): Promise<string> {
    if (this.address) await this.#keep(id)
    const { isBegun, parts } = await this.#list(id)
    if (!isBegun) throw fail('E_UPLOAD_GONE')
    const size = bytesOf(parts)
    const isOwn = String(this.#tags.get(id)) === String(parts.map(({ etag }) => etag))
    if (!isOwn) this.#hashes.forget(id)
    return (await this.#hashes.of(id, size, () => this.read(id))).copy().digest('hex')
  }

  /** By what the bucket lists after a mark is there: of two that see each other, neither has the file. */
  async take(id: string): Promise<boolean> {
    const mark = `${this.#folder(id)}taken-${crypto.randomUUID()}`
    await this.#put(mark, new Uint8Array())
    const { isBegun, marks } = await this.#list(id)
    if (isBegun && marks.length === 1 && marks[0] === mark) return true
    await this.#delete(mark)
    return false
  }

  async *read(id: string): AsyncGenerator<Uint8Array> {
    const { isBegun, parts } = await this.#list(id)
    if (!isBegun) throw fail('E_UPLOAD_GONE')
    for (const { key } of parts) {
      const { Body } = await this.#client.send(
        new GetObjectCommand({ Bucket: this.#bucket, Key: key }),
      )
      yield* Body as AsyncIterable<Uint8Array>
    }
  }

  async remove(id: string): Promise<void> {
    this.#hashes.forget(id)
    this.#tags.delete(id)
    const folder = this.#folder(id)
    const keys = (await this.#objects(folder)).map(({ key }) => key)
    const marks = keys.filter((key) => key.startsWith(`${folder}taken-`))
    await this.#delete(`${folder}begun`)
    await this.#deleteAll(keys.filter((key) => !marks.includes(key)))
    // The marks last: while they exist, no other process takes the file.
    await this.#deleteAll(marks)
  }

  /** To another key of the bucket: it is there when all of it is. */
  async move(id: string, to: string): Promise<void> {
    await new Upload({
      client: this.#client,
      params: { Bucket: this.#bucket, Key: to, Body: Readable.from(this.read(id)) },
      partSize: MOVED_PART,
      queueSize: 2,
    }).done()
  }

  /** @throws LiveError E_UPLOAD_GONE for what is no name of ours: it never leaves its folder. */
  #folder(id: string): string {
    if (!OWN_NAME.test(id)) throw fail('E_UPLOAD_GONE')
    return `${this.#prefix}${id}/`
  }

  /** Copies what browsers put there to where they can't put anything: what is looked at next stays as it is. */
  async #keep(id: string): Promise<void> {
    const { parts, isFinished } = await this.#list(id)
    if (isFinished) return
    // What this process saw come may be something else by now.
    this.#hashes.forget(id)
    const folder = this.#folder(id)
    for (const { key, offset, etag } of parts) {
      const CopySource = encodeURI(`${this.#bucket}/${key}`)
      // Another process that copies at the same time, and something else, is seen.
      const Key = `${folder}kept-${padded(offset)}-${etag.replace(/\W/g, '')}`
      const at = { Bucket: this.#bucket, Key, CopySource, CopySourceIfMatch: etag }
      await this.#client.send(new CopyObjectCommand(at))
    }
    await this.#put(`${folder}finished`, new Uint8Array())
    await this.#deleteAll(parts.map(({ key }) => key))
  }

  async #isBegun(id: string): Promise<boolean> {
    const Key = `${this.#folder(id)}begun`
    try {
      await this.#client.send(new HeadObjectCommand({ Bucket: this.#bucket, Key }))
      return true
    } catch (error) {
      const { $metadata } = error as { $metadata?: { httpStatusCode?: number } }
      if ($metadata?.httpStatusCode === 404) return false
      throw error
    }
  }

  async #list(id: string): Promise<Kept> {
    const folder = this.#folder(id)
    const kept: Kept = { isBegun: false, isFinished: false, parts: [], marks: [] }
    const copies: Kept['parts'] = []
    for (const { key, size, etag } of await this.#objects(folder)) {
      const name = key.slice(folder.length)
      const list = name.startsWith('part-') ? kept.parts : copies
      if (name === 'begun') kept.isBegun = true
      else if (name === 'finished') kept.isFinished = true
      else if (name.startsWith('taken-')) kept.marks.push(key)
      else list.push({ key, offset: Number(name.slice('part-'.length).split('-')[0]), size, etag })
    }
    if (kept.isFinished) kept.parts = copies
    const isTwofold = kept.parts.some(({ offset }, i) => kept.parts[i + 1]?.offset === offset)
    return isTwofold ? { ...kept, isBegun: false } : kept
  }

  /** In the order of their keys. */
  async #objects(folder: string): Promise<Omit<Stored, 'offset'>[]> {
    const found: Omit<Stored, 'offset'>[] = []
    let next: string | undefined
    do {
      const at = { Bucket: this.#bucket, Prefix: folder, ContinuationToken: next }
      const page = await this.#client.send(new ListObjectsV2Command(at))
      for (const { Key: key = '', Size: size = 0, ETag: etag = '' } of page.Contents ?? []) {
        found.push({ key, size, etag })
      }
      next = page.NextContinuationToken
    } while (next !== undefined)
    return found
  }

  /** @param options `isNew`: nothing is there, for servers that look. @returns its ETag. */
  async #put(key: string, bytes: Uint8Array, { isNew = false } = {}): Promise<string> {
    const at = { Bucket: this.#bucket, Key: key, Body: bytes, ...(isNew && { IfNoneMatch: '*' }) }
    try {
      return (await this.#client.send(new PutObjectCommand(at))).ETag ?? ''
    } catch (error) {
      const { $metadata } = error as { $metadata?: { httpStatusCode?: number } }
      const isThere = isNew && [409, 412].includes($metadata?.httpStatusCode ?? 0)
      throw isThere ? fail('E_UPLOAD_BUSY') : error
    }
  }

  async #delete(key: string): Promise<void> {
    await this.#client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: key }))
  }

  async #deleteAll(keys: readonly string[]): Promise<void> {
    for (let at = 0; at < keys.length; at += AT_ONCE) {
      await Promise.all(keys.slice(at, at + AT_ONCE).map((key) => this.#delete(key)))
    }
  }
}

const padded = (offset: number): string => String(offset).padStart(15, '0')

const bytesOf = (parts: Kept['parts']): number => parts.reduce((sum, { size }) => sum + size, 0)

/** An address for one part, of exactly so many bytes. */
async function addressOf(
  { client, bucket, sign }: { client: S3Client; bucket: string; sign: typeof getSignedUrl },
  folder: string,
  { offset, length }: { offset: number; length: number },
): Promise<string> {
  const Key = `${folder}part-${padded(offset)}`
  const put = new PutObjectCommand({ Bucket: bucket, Key, ContentLength: length })
  // The client would sign the checksum of no bytes.
  put.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> }
      for (const name of Object.keys(headers)) if (name.includes('checksum')) delete headers[name]
      return next(args)
    },
    { step: 'build', priority: 'low' },
  )
  return sign(client, put, { expiresIn: ADDRESS_SECONDS })
}
