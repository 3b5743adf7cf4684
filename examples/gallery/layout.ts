/** The document around the index and around each example. */
import { connectionStatus } from './connection.ts'
import { each, html } from 'overwire'
import type { Block, Layout, LiveRequest } from 'overwire'
import { examples } from './examples.ts'
import { menu, menuButton } from './menu.ts'
import type { Example } from './examples.ts'
import { sourcePanel } from './source.ts'
import type { Source } from './source.ts'
import { wireMeter } from './wire-meter.ts'

type Href = LiveRequest['href']

const byFile = ({ file }: Source) => file

/** The example that a path belongs to; its pages may lie below it. */
function exampleAt(path: string): Example | undefined {
  return examples.find((one) => path === one.path || path.startsWith(`${one.path}/`))
}

export const galleryLayout: Layout = ({ title, meta, content, script, request }) => {
  const href: Href = (address) => request.href(address)
  const example = exampleAt(request.path)
  const assets = example?.assets ?? []
  const styles = assets.filter((file) => file.endsWith('.css'))
  const scripts = assets.filter((file) => file.endsWith('.js'))
  return html`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${example?.title === title ? `${title} · Overwire examples` : title}</title>
        ${meta}
        <link rel="icon" href=${href('/gallery/favicon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href=${href('/gallery/gallery.css')} />
        ${each(styles, String, (file) => html`<link rel="stylesheet" href=${href(`/${file}`)} />`)}
        <script src=${href('/gallery/wire.js')}></script>
        <script type="module" src=${href('/gallery/menu.js')}></script>
        ${each(scripts, String, (file) => html`<script type="module" src=${href(`/${file}`)}></script>`)}
        ${script}
      </head>
      <body>
        <a class="skip-link" href="#main">Skip to content</a>
        ${header(request)}
        ${menu(request)}
        <main id="main" tabindex="-1">${example ? workbench(example, content, href) : content}</main>
        <footer>Overwire is open source under the MIT licence. So is this gallery.</footer>
      </body>
    </html>
  `
}

function header(request: LiveRequest): Block {
  const href = (address: string) => request.href(address)
  return html`
    <header>
      <a class="brand" href=${href('/')} aria-current=${request.path === '/' ? 'page' : null}>
        <img src=${href('/gallery/favicon.svg')} alt="" width="28" height="28" />Overwire
      </a>
      ${menuButton()}
      ${connectionStatus()}
    </header>
  `
}

function workbench(
  { title, sentence, sources, site }: Example,
  content: unknown,
  href: Href,
): Block {
  return html`
    <div class="intro">
      <a class="back" href=${href('/')}>All examples</a>
      <h1>${title}</h1>
      <p>${sentence}</p>
    </div>
    <div class="workbench">
      <section aria-labelledby="demo">
        <h2 id="demo">Try it</h2>
        <div class="demo">${content}</div>
        ${site === undefined && wireMeter()}
      </section>
      <section aria-labelledby="code">
        <h2 id="code">The code, all of it</h2>
        ${each(sources, byFile, sourcePanel)}
      </section>
    </div>
  `
}
