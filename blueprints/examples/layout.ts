/** The document around every page. */
import { html } from 'overwire'
import type { Layout } from 'overwire'

export const layout: Layout = ({ title, meta, content, script, request }) => html`
  <!doctype html>
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>${title}</title>
      ${meta}
      <link rel="icon" href=${request.href('/gallery/favicon.svg')} type="image/svg+xml" />
      <link rel="stylesheet" href=${request.href('/gallery/gallery.css')} />
      <!-- assets -->
      <link rel="stylesheet" href=${request.href('/styles.css')} />
      ${script}
    </head>
    <body>
      <main id="main" tabindex="-1">
        <div class="intro">
          <h1>EXAMPLE_TITLE</h1>
          <p>EXAMPLE_SENTENCE</p>
        </div>
        <div class="demo">${content}</div>
      </main>
    </body>
  </html>
`
