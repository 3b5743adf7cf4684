/** Files of a form that is posted without a script: they end where those that a script sends do. */
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
