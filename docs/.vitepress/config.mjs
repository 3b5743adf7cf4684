/** The docs site: `npm run docs` at the root of the repository builds it into docs/.vitepress/dist. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'

const docs = fileURLToPath(new URL('..', import.meta.url))
const root = dirname(docs.replace(/\/$/, ''))
const repository = 'https://github.com/overwire/overwire'

/** A wire over a line. */
const ICON =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M3 22h26M5 14c6-12 16 8 22-4" fill="none" stroke="#3a6ea5" stroke-width="4" stroke-linecap="round"/></svg>',
  )

const page = (text, link) => ({ text, link })

const decisions = readdirSync(join(docs, 'decisions')).map((file) => {
  const [, title] = /^# (.*)$/m.exec(readFileSync(join(docs, 'decisions', file), 'utf8'))
  return page(title, `/decisions/${file.slice(0, -'.md'.length)}`)
})

const sidebar = [
  {
    text: 'Start',
    items: [
      page('Start in ten minutes', '/start'),
      page('Which one do I take?', '/guide/which-one'),
      page('Overwire beside others', '/comparisons'),
      page('Moving from Python', '/moving'),
    ],
  },
  {
    text: 'Tutorial: a shared list',
    items: [
      page('1. A page', '/tutorial/1-a-page'),
      page('2. Rows and rules', '/tutorial/2-rows-and-rules'),
      page('3. Together', '/tutorial/3-together'),
      page('4. A database', '/tutorial/4-a-database'),
      page('5. Who is it?', '/tutorial/5-who-is-it'),
      page('6. Ship it', '/tutorial/6-ship-it'),
    ],
  },
  {
    text: 'Views',
    items: [
      page('Live views', '/guide/live-views'),
      page('The life of a view', '/guide/lifecycle'),
      page('Templates', '/guide/templates'),
      page('Template files', '/guide/template-files'),
      page('Events', '/guide/events'),
      page('Forms', '/guide/forms'),
      page('Files', '/guide/uploads'),
      page('Components', '/guide/components'),
      page('Navigation', '/guide/navigation'),
      page('In the browser', '/guide/browser'),
    ],
  },
  {
    text: 'Real time',
    items: [
      page('Work in the background', '/guide/background'),
      page('Streams', '/guide/streams'),
      page('Many windows', '/guide/sharing'),
      page('Who is here', '/guide/presence'),
    ],
  },
  {
    text: 'Handlers, signals, tasks',
    items: [
      page('Handlers', '/guide/handlers'),
      page('Patterns for handlers', '/guide/handler-patterns'),
      page('Signals', '/guide/signals'),
      page('Tasks', '/guide/tasks'),
    ],
  },
  {
    text: 'Production',
    items: [
      page('Access', '/guide/access'),
      page('Plain HTTP', '/guide/http'),
      page('Tests', '/guide/testing'),
      page('Continuity', '/guide/continuity'),
      page('Several processes', '/guide/processes'),
      page('Deploying', '/guide/deploy'),
    ],
  },
  {
    text: 'Reference',
    items: [
      page('Attributes', '/reference/attributes'),
      page('Errors', '/reference/errors'),
      page('Features and their tests', '/reference/features'),
      page('The wire protocol', '/protocol'),
    ],
  },
  {
    text: 'Inside',
    items: [
      page('Questions', '/questions'),
      page('One click through the files', '/internals/one-click'),
      page('Where time and memory go', '/internals/speed'),
      ...decisions,
    ],
  },
]

/** The doors of the package, as `npm run api` has written them. */
const apiPages = join(docs, 'api')
const doors = existsSync(apiPages)
  ? ['overwire', ...foldersOf('overwire').map((name) => `overwire/${name}`)].filter(isDoor)
  : []

function foldersOf(path) {
  const entries = readdirSync(join(apiPages, path), { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
}

function isDoor(path) {
  return existsSync(join(apiPages, path, 'index.md'))
}

/** The doors, and the exports of the one that is open. Types stand on its own page: there are hundreds. */
function apiSidebar(open) {
  const items = doors.map((path) => ({
    ...page(path, `/api/${path}/`),
    ...(path === open && { items: valuesOf(path) }),
  }))
  return [{ text: 'API', items }]
}

function valuesOf(path) {
  const kinds = foldersOf(path).filter((name) => /^(classes|functions|variables)$/.test(name))
  const items = kinds.flatMap((kind) =>
    readdirSync(join(apiPages, path, kind)).map((file) => {
      const name = file.slice(0, -'.md'.length)
      return page(name, `/api/${path}/${kind}/${name}`)
    }),
  )
  return items.sort((a, b) => a.text.localeCompare(b.text))
}

/** Files of the repository that are no pages: the guide links to programs, tests and configuration. */
function repositoryLink(href, file) {
  if (/^([a-z]+:|#|\/)/.test(href)) return href
  const [path, hash] = href.split('#')
  const target = join(dirname(join(docs, file)), path)
  const isPage = !relative(docs, target).startsWith('..') && target.endsWith('.md')
  if (isPage) return href
  return `${repository}/blob/main/${relative(root, target)}${hash ? `#${hash}` : ''}`
}

/** What search engines show of a page: how its text begins, without headings, pictures, links and marks. */
function firstSentence(markdown) {
  const [, text] = /(?:^|\n)# .*\n+(?:[!#].*\n+)*([\w`*[][^]*?)\n\n/.exec(markdown) ?? []
  const plain = text
    ?.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .replace(/\s+/g, ' ')
  return /^.{40,}?\.(?= |$)|^.*$/.exec(plain ?? '')?.[0].replace(/:$/, '.')
}

export default defineConfig({
  title: 'Overwire',
  description: 'The LiveView framework for TypeScript',
  lang: 'en',
  head: [['link', { rel: 'icon', href: ICON }]],
  cleanUrls: true,
  lastUpdated: false,
  transformPageData: ({ filePath, frontmatter }) => {
    // Their tables need the whole width.
    if (['comparisons.md', 'reference/features.md'].includes(filePath)) frontmatter.aside = false
    const description =
      !filePath.startsWith('api/') && firstSentence(readFileSync(join(docs, filePath), 'utf8'))
    return description ? { description } : {}
  },

  themeConfig: {
    search: {
      provider: 'local',
      options: {
        // Guides first: they say how, the reference says what.
        miniSearch: {
          options: {
            // Codes such as E_HEAP_FULL are words, and so are their parts.
            tokenize: (text) =>
              text
                .split(/(?:(?!_)[\n\r\p{Z}\p{P}])+/u)
                .flatMap((word) => (word.includes('_') ? [word, ...word.split('_')] : [word])),
          },
          searchOptions: { boostDocument: (id) => (id.startsWith('/api/') ? 0.1 : 1) },
        },
      },
    },
    nav: [
      page('Start', '/start'),
      page('Tutorial', '/tutorial/1-a-page'),
      page('Guide', '/guide/live-views'),
      page('API', '/api/overwire/'),
      page('Errors', '/reference/errors'),
    ],
    sidebar: {
      ...Object.fromEntries(doors.map((path) => [`/api/${path}/`, apiSidebar(path)])),
      '/api/': apiSidebar(),
      '/': sidebar,
    },
    outline: [2, 3],
    socialLinks: [{ icon: 'github', link: repository }],
  },
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config(md) {
      // Pages are text: what stands in braces is Liquid or JavaScript, and none of it Vue's.
      md.core.ruler.push('plain', ({ tokens, Token }) => {
        const html = (content) => Object.assign(new Token('html_block', '', 0), { content })
        tokens.unshift(html('<div v-pre>\n'))
        tokens.push(html('</div>\n'))
      })
      const open = md.renderer.rules.link_open
      md.renderer.rules.link_open = (tokens, i, options, env, self) => {
        const token = tokens[i]
        token.attrSet('href', repositoryLink(token.attrGet('href') ?? '', env.relativePath))
        return open ? open(tokens, i, options, env, self) : self.renderToken(tokens, i, options)
      }
    },
  },
})
