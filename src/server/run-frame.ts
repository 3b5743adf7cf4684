/** What a frame of a joined page asks for, once it was checked and it is its turn. */
import type { Clock } from '../base/clock.ts'
import type { Window } from '../window/window.ts'
import { timed } from '../window/busy-time.ts'
import { decode } from '../wire/codec.ts'
import { FromBrowser } from '../wire/frames.ts'
import type { BrowserFrame, EventFrame } from '../wire/frames.ts'
import type { Page } from './page.ts'
import type { Pages } from './pages.ts'

/** Does what an EVENT, CALL, NAVIGATE or HEAL asks for. */
export function runFrame<C>(page: Page, frame: BrowserFrame, pages: Pages<C>): void {
  switch (frame[0]) {
    case FromBrowser.EVENT:
      return runEvent(page, frame, pages)
    case FromBrowser.CALL: {
      const [, n, , kind, name, args] = frame
      return pages.call(page, { n, kind, name, args: args ?? {} })
    }
    case FromBrowser.NAVIGATE: {
      const [, n, , url, visit] = frame
      return pages.navigate(page, n, url, visit)
    }
    case FromBrowser.HEAL:
      // What is not there any more was removed by a frame that is on its way.
      return page.window.viewAt(frame[1])?.resend()
  }
}

function runEvent<C>(
  { window }: Page,
  [, n, seq, name, args, view, wantsReply]: EventFrame,
  { settings }: Pages<C>,
): void {
  if (!view && !window.shows(seq)) {
    // Meant for the page that was shown before, which may have an event of that name too.
    return window.update(n, 0, undefined)
  }
  const receiver = window.viewAt(view ?? 0)
  if (receiver) return receiver.receive(n, name, args ?? undefined, wantsReply === 1)
  window.receiveAbsent(n, view ?? 0, name, settings.logger)
}

/** Reads a large frame, on the account of the window that sent it. */
export function decodeFor(window: Window, text: string, clock: Clock): BrowserFrame {
  return timed(
    clock,
    () => decode(text),
    (ms) => window.spent(0, ms),
  )
}
