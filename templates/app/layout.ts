/** The document around every page. */
import { flash, html } from 'overwire'
import type { Layout } from 'overwire'
import { logOutForm } from './accounts.ts'

export const layout: Layout = ({ title, meta, content, script, request }) => html`
  <!doctype html>
  <html lang="en">
    <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>${title || 'Notes'}</title>
      ${meta}
      <link rel="stylesheet" href=${request.href('/styles.css')}>
      ${script}
    </head>
    <body>
      <header>
        <a href=${request.href('/')}>Notes</a>
        ${logOutForm(request)}
      </header>
      <main>${content}</main>
      ${flash({ position: 'bottom-right' })}
    </body>
  </html>
`
