/** Files of a form that is posted without a script: they end where those that a script sends do. */
import { fail } from '../base/errors.ts'
import type { Consumer } from '../handlers/consumer.ts'
import type { HandlerOptions } from '../handlers/registry.ts'
import { mode } from '../template/mode.ts'
import { SNIFFED, typeOf } from '../uploads/content-type.ts'
import type { Upload } from '../uploads/upload.ts'
import type { UploadServices } from '../uploads/upload-services.ts'
import type { LiveRequest } from '../live/page/request.ts'
import type { Services } from '../live/page/services.ts'
import { visitorOf } from '../live/view/rate-limit.ts'
import { uploadsOf } from '../live/view/view-uploads.ts'

/**
 * Gives the files to the uploads that have the names of their fields; others are left.
 * @param view the view that the form is of.
 */
export async function takeFiles(
  view: unknown,
  files: readonly (readonly [name: string, file: File])[],
  request: LiveRequest,
  { uploads }: Services,
): Promise<void> {
  if (!uploads || typeof view !== 'object' || view === null) return
  for (const [name, upload] of uploadsOf(view)) {
    const own = files.filter(([field]) => field === name).map(([, file]) => file)
    if (own.length > 0) await take(upload, own, request, uploads)
  }
}

/**
 * Gives the files to a handler that declares their fields.
 * @throws LiveError E_UPLOAD_FIELD for another field, in development; in production its files are left.
 */
export async function takeHandlerFiles(
  consumer: Consumer,
  { name, key, fields }: { name: string; key: string; fields: HandlerOptions['uploads'] },
  files: readonly (readonly [name: string, file: File])[],
  { uploads, logger }: Services,
): Promise<void> {
  const place = { kind: 'handler' as const, name, key }
  for (const [field] of files) {
    if (fields && Object.hasOwn(fields, field)) continue
    if (mode.development) throw fail('E_UPLOAD_FIELD', `handler ${name}`, field)
    logger.warn({ handler: name, field }, 'files were dropped that the handler does not declare')
  }
  if (!uploads) return
  for (const [field, upload] of Object.entries(consumer.uploads.fields(place, fields))) {
    const own = files.filter(([other]) => other === field).map(([, file]) => file)
    if (own.length > 0) await take(upload, own, consumer.scope, uploads)
  }
}

async function take(
  upload: Upload,
  files: readonly File[],
  request: LiveRequest,
  services: UploadServices,
): Promise<void> {
  const offered = files.map(({ name, size, type }) => ({ ref: '', clientName: name, size, type }))
  const entries = await upload.add(offered, { visitor: visitorOf(request), services })
  for (const [i, entry] of entries.entries()) {
    const { id, clientName, type, isFailed } = entry
    if (isFailed) continue
    try {
      const bytes = new Uint8Array(await files[i]!.arrayBuffer())
      const found = await typeOf(
        bytes.subarray(0, SNIFFED),
        { name: clientName, type },
        upload.rules,
      )
      if (found === undefined) await upload.failed(id, 'wrong-type')
      else {
        if (bytes.byteLength > 0) await services.store!.append(id, 0, bytes)
        const look = upload.arrived(id, { sha256: await services.store!.finish(id), type: found })
        const settle = await look?.()
        await settle?.()
      }
    } catch (error) {
      services.logger.error({ error, store: services.store?.name }, 'an uploaded file was not kept')
      await upload.failed(id, 'no-space')
    }
  }
}
