/** A server of S3's protocol, with a bucket of a test's own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { after } from 'node:test'

interface Context {
  method: string
  path: string
  status: number
  get(name: string): string
}

interface Server {
  run(): Promise<{ port: number }>
  close(): Promise<void>
  middleware: ((context: Context, next: () => Promise<void>) => Promise<void>)[]
}
type Make = new (options: object) => Server

const ANY_SITE = `<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>PUT</AllowedMethod>
<AllowedHeader>*</AllowedHeader></CORSRule></CORSConfiguration>`

export interface Bucket {
  name: string
  endpoint: string
  /** A client, as each process has its own. */
  connect(): S3Client
}

/** @returns when it answers; it ends with the file's tests. */
export async function startS3(): Promise<Bucket> {
  // It brings no types.
  const module = 's3rver'
  const { default: S3rver } = (await import(module)) as { default: Make }
  const directory = mkdtempSync(join(tmpdir(), 'overwire-s3-'))
  const name = 'files'
  const own = { port: 0, address: '127.0.0.1', silent: true, directory }
  const server = new S3rver({ ...own, configureBuckets: [{ name, configs: [ANY_SITE] }] })
  server.middleware.unshift(writesOnce())
  const { port } = await server.run()
  const clients: S3Client[] = []
  after(async () => {
    for (const client of clients) client.destroy()
    await server.close()
    rmSync(directory, { recursive: true, force: true })
  })
  const endpoint = `http://127.0.0.1:${port}`
  const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }
  return {
    name,
    endpoint,
    connect() {
      const at = { endpoint, credentials, region: 'us-east-1', forcePathStyle: true }
      const client = new S3Client(at)
      clients.push(client)
      return client
    },
  }
}

/** `If-None-Match: *` as S3 has it: an object that is there is not written over. */
function writesOnce(): Server['middleware'][0] {
  const there = new Set<string>()
  return async (context, next) => {
    const { method, path } = context
    if (method === 'DELETE') there.delete(path)
    if (method === 'PUT' && context.get('if-none-match') === '*') {
      if (there.has(path)) return void (context.status = 412)
      there.add(path)
    }
    await next()
  }
}
