/**
 * What must not compile, for who takes files: each line below an `@ts-expect-error` is a mistake that the compiler
 * finds. The types step of the tests checks this file; it never runs.
 */
import { LiveView } from 'overwire'
import type { UploadFailure, UploadState } from 'overwire'
import { liveviewHandler } from 'overwire/handlers'
import { signal } from 'overwire/signals'

export class Album extends LiveView {
  photos = this.allowUpload('photos', { accept: ['image/*'], maxEntries: 3 })
  // @ts-expect-error there is no such option
  docs = this.allowUpload('docs', { maxFiles: 3 })

  async keep(): Promise<number[]> {
    await this.photos.cancel('id')
    // @ts-expect-error there is no such upload
    await this.photo.consume(() => {})
    // @ts-expect-error a file has no such field
    await this.consumeUploads('photos', (file) => file.filename)
    // @ts-expect-error what the function returns is what it gives
    const names: number[] = await this.photos.consume(({ name }) => name)
    const state: UploadState = this.photos.entries[0]!.state
    // @ts-expect-error there is no such state
    if (state === 'ready') return names
    const failure: UploadFailure | '' = this.photos.entries[0]!.failure
    // @ts-expect-error there is no such reason
    if (failure === 'too-big') return names
    return this.consumeUploads('photos', ({ size }) => size)
  }
}

liveviewHandler('keep', { uploads: { photo: {} } }, async (_consumer, { uploads }) => {
  await uploads.photo.consume(({ sha256 }) => sha256)
  // @ts-expect-error there is no such upload
  await uploads.foto.consume(() => {})
})

signal({ path: 'people.import', uploads: { table: {} } }, async (_info, _args, { uploads }) => {
  await uploads.table.consume((file) => file.text())
  // @ts-expect-error there is no such upload
  await uploads.tables.consume(() => {})
})
