/** `$upload`: what a browser says of files that it sends to a view; see uploads/upload-messages.ts. */
import { describe, fail } from '../../base/errors.ts'
import type { DeclaredEvent, EventContext, EventInfo } from '../view/event.ts'
import { ASSIGN } from '../view/assign-async.ts'
import { findHandle } from '../view/view-handle.ts'
import { senderOf, uploadsOf } from '../view/view-uploads.ts'
import type { LiveRequest } from '../page/request.ts'
import type { Services } from '../page/services.ts'
import { answerUpload } from '../../uploads/upload-messages.ts'
import type { UploadServices } from '../../uploads/upload-services.ts'

/** The event's name. */
export const UPLOAD = '$upload'

const info: EventInfo = {
  name: UPLOAD,
  schema: undefined,
  permissions: undefined,
  background: false,
  limiter: undefined,
}

/** The event of a view of these services. */
export function uploadEvent(services: Services): DeclaredEvent {
  return {
    info,
    method(this: object, args: Record<string, unknown>, { request }: EventContext) {
      return answer(this, args, request, services.uploads)
    },
  }
}

/** @throws LiveError E_UPLOAD_NAME, E_UPLOAD_STORE, E_BAD_ARGS. */
function answer(
  view: object,
  args: Record<string, unknown>,
  request: LiveRequest,
  services: UploadServices | undefined,
): ReturnType<typeof answerUpload> {
  const { name } = args
  const upload = uploadsOf(view).get(String(name))
  if (upload === undefined) throw fail('E_UPLOAD_NAME', view.constructor.name, describe(name))
  if (services === undefined) throw fail('E_UPLOAD_STORE')
  const talk = {
    upload,
    address: upload.name,
    sender: senderOf(request, services),
    // Beside the view's events; the event that brought the receipt is answered afterwards.
    look: (id: string, look: () => Promise<unknown>) =>
      void findHandle(view)?.startAsync(`${ASSIGN}${UPLOAD} ${id}`, look),
  }
  return answerUpload(talk, args)
}
