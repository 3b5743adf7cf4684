/** Which of the shared views of a class a request is for. */
import type { LiveRequest } from '../page/request.ts'
import type { LiveViewClass } from '../view/live-view.ts'

/** What `static shared` gives; null: an instance of its own. */
export function sharedKey(View: LiveViewClass, request: LiveRequest): string | null {
  return View.shared?.(request, request.params) ?? null
}
