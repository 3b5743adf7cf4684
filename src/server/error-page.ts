/** The page a browser gets when there is no page, or it failed. */
import { html } from '../template/html.ts'
import { printStatic } from '../template/print.ts'

const titles: Record<number, string> = {
  403: 'This page is not for you',
  404: 'There is no page here',
  500: 'This page failed to open',
}

/** @param error shown in full; leave it out where strangers read it. */
export function errorPage(status: number, error: unknown): Uint8Array<ArrayBuffer> {
  const title = titles[status] ?? `Error ${status}`
  const detail = error instanceof Error ? (status < 500 ? error.message : (error.stack ?? '')) : ''
  return printStatic(html`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>${title}</title>
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${detail === '' ? null : html`<pre>${detail}</pre>`}
        </main>
      </body>
    </html>
  `)
}
