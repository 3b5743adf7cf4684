/** The document of the example: it has no menu, which only the gallery's process knows. */
import { connectionStatus } from '../gallery/connection.ts'
import { html } from 'overwire'
import type { Layout } from 'overwire'

export const layout: Layout = ({ title, meta, content, script }) => html`
  <!doctype html>
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>${title} · Overwire examples</title>
      ${meta}
      <link rel="icon" href="/gallery/favicon.svg" type="image/svg+xml" />
      <link rel="stylesheet" href="/gallery/gallery.css" />
      <link rel="stylesheet" href="/unbreakable/unbreakable.css" />
      ${script}
    </head>
    <body class="unbreakable">
      <header>
        <span class="brand">
          <img src="/gallery/favicon.svg" alt="" width="28" height="28" />Overwire
        </span>
        ${connectionStatus()}
      </header>
      <main>
        <div class="intro">
          <h1>${title}</h1>
          <p>Kill this page’s server. The page, your text and your clicks stay.</p>
        </div>
        <div class="demo">${content}</div>
      </main>
    </body>
  </html>
`
