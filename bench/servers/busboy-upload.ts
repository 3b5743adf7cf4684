/** S11 by hand: busboy streams a form's file to the disk, and its hash is the answer. */
import { createHash } from 'node:crypto'
import { createWriteStream, rmSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import busboy from 'busboy'

export function takeUpload(request: IncomingMessage, response: ServerResponse): void {
  const form = busboy({ headers: request.headers })
  form.on('file', (_name, file) => {
    const path = join(tmpdir(), `overwire-bench-${crypto.randomUUID()}`)
    const hash = createHash('sha256')
    const hashed = new Transform({
      transform(part: Buffer, _encoding, done) {
        hash.update(part)
        done(null, part)
      },
    })
    pipeline(file, hashed, createWriteStream(path))
      .then(
        () => response.end(hash.digest('hex')),
        (error: unknown) => response.destroy(error as Error),
      )
      .finally(() => rmSync(path, { force: true }))
  })
  request.pipe(form)
}
