/** The page a browser gets when there is no page, or it failed, and the app has none of its own. */
import { hrefOf } from '../base/base-path.ts'
import { hashSource } from '../base/ids.ts'
import { raw } from '../template/raw.ts'
import { html } from '../template/html.ts'
import { printStatic } from '../template/print.ts'

/** What an error page may show. */
export interface ErrorPageParts {
  /** 403, 404, 500… */
  status: number
  /** Path of the request. */
  path: string
  /** Finds the error in the log; undefined when nothing was logged. */
  errorId: string | undefined
  /** The error itself, in development; undefined in production, where strangers read the page. */
  error: unknown
  /** Where the app stands: `/team`, or "" for the root. */
  basePath: string
}

const titles: Record<number, [title: string, advice: string]> = {
  400: ['This request can’t be read', 'The address may have been cut. Try the link again.'],
  403: ['This page is not for you', 'You may have to log in, or to ask for access.'],
  404: ['There is no page here', 'The link may be old, or the address has a mistake in it.'],
  405: ['This can’t be done here', 'The page was asked for something that it does not do.'],
  413: ['That was too much at once', 'What was sent is larger than this page takes.'],
  414: ['That address is too long', 'Pages have shorter addresses than this one.'],
  429: ['This page was requested too often', 'It is loaded again in a few seconds.'],
  500: ['Something went wrong', 'The error was noted. Please try again in a moment.'],
  503: ['This took too long', 'The error was noted. Please try again in a moment.'],
}

/** No colours of its own beyond a grey and an accent: the browser's scheme decides the rest. */
const STYLE = `
:root { color-scheme: light dark; --soft: light-dark(#5b6470, #a2abb8);
  --line: light-dark(#e3e6ea, #30363e); --accent: light-dark(#3056d3, #8fa8ff) }
body { margin: 0; min-height: 100vh; display: grid; place-items: center;
  background: light-dark(#fbfbfc, #15181c); color: light-dark(#1a1d21, #eceef1);
  font: 1rem/1.6 system-ui, sans-serif }
main { box-sizing: border-box; width: min(100%, 40rem); padding: 2rem 1.5rem }
.status { margin: 0; color: var(--accent); font-weight: 600; letter-spacing: .04em }
h1 { margin: .25rem 0 .5rem; font-size: clamp(1.6rem, 5vw, 2.25rem); line-height: 1.2;
  text-wrap: balance }
p { margin: 0 0 1rem; color: var(--soft) }
a { color: var(--accent) }
pre { overflow: auto; padding: 1rem; border: 1px solid var(--line); border-radius: .5rem;
  font-size: .875rem; white-space: pre-wrap; overflow-wrap: anywhere }
code { font-family: ui-monospace, monospace }`

let source: string | undefined

/** What a Content-Security-Policy calls the style of the page: the policy of an app has it to take it. */
export function errorPageStyle(): string {
  return (source ??= hashSource(STYLE))
}

/** True for status codes that refuse: those an app can have a page for. */
export function isErrorStatus(status: unknown): boolean {
  return Number.isInteger(status) && (status as number) >= 400 && (status as number) <= 599
}

/**
 * @param parts `error` is shown in full: it is left out where strangers read it.
 * @param nonce of the page's Content-Security-Policy; "" for none.
 */
export function errorPage(
  { status, errorId, error, basePath }: ErrorPageParts,
  nonce: string,
): Uint8Array<ArrayBuffer> {
  const [title, advice] = titles[status] ?? ['Something went wrong', 'Please try again later.']
  const detail = error instanceof Error ? (status < 500 ? error.message : (error.stack ?? '')) : ''
  return printStatic(html`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>${title}</title>
        ${raw(`<style${nonce && ` nonce="${nonce}"`}>${STYLE}</style>`)}
      </head>
      <body>
        <main>
          <p class="status">${status}</p>
          <h1>${title}</h1>
          <p>${advice}</p>
          ${errorId === undefined ? null : html`<p>Error <code>${errorId}</code></p>`}
          ${detail === '' ? null : html`<pre>${detail}</pre>`}
          <p><a href=${hrefOf(basePath, '/')}>Go to the start page</a></p>
        </main>
      </body>
    </html>
  `)
}
