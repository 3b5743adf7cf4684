/** The one list of examples: the index page, the layout and the routes read it. */
import type { LiveViewClass } from 'overwire'
import { Counter } from '../counter/counter.ts'
import { Panels } from '../panels/panels.ts'
import { ProductPage } from '../products/product-page.ts'
import { Products } from '../products/products.ts'
import { Search } from '../search/search.ts'
import { Signup } from '../signup/signup.ts'
import { Table } from '../table/table.ts'
import { Todos } from '../todos/todos.ts'
import { readSource } from './source.ts'
import type { Source } from './source.ts'

export interface Example {
  path: string
  title: string
  sentence: string
  view: LiveViewClass
  /** Further pages, by their paths below its own. */
  pages?: Record<string, LiveViewClass>
  /** Its files, the view first. */
  sources: Source[]
  /** What its page loads, such as `chart/chart.css` and `chart/chart-hook.js`. */
  assets?: string[]
}

export const examples: Example[] = [
  {
    path: '/counter',
    title: 'Counter',
    sentence: 'A field, a method and a template: all there is to a live page.',
    view: Counter,
    sources: [readSource('counter/counter.ts')],
  },
  {
    path: '/todos',
    title: 'Todos',
    sentence: 'A list in an SQL database, with a schema that says what a title must be.',
    view: Todos,
    sources: [readSource('todos/todos.ts'), readSource('todos/database.ts')],
  },
  {
    path: '/search',
    title: 'Search',
    sentence: 'Thousands of rows, searched while you type; only what differs is sent.',
    view: Search,
    sources: [readSource('search/search.ts'), readSource('search/database.ts')],
  },
  {
    path: '/table',
    title: 'Table',
    sentence: 'A thousand keyed rows to sort, swap, change and remove.',
    view: Table,
    sources: [readSource('table/table.ts'), readSource('table/rows.ts')],
  },
  {
    path: '/products',
    title: 'Products',
    sentence:
      'A shop of 300 products: what is searched, sorted and turned to stands in the address.',
    view: Products,
    pages: { '/products/:id': ProductPage },
    sources: ['products', 'product-page', 'database', 'money', 'stock'].map((file) =>
      readSource(`products/${file}.ts`),
    ),
    assets: ['products/products.css'],
  },
  {
    path: '/signup',
    title: 'Signup',
    sentence:
      'A form in three steps: one schema each, errors where they belong, nothing typed is lost.',
    view: Signup,
    sources: ['signup', 'rules', 'database'].map((file) => readSource(`signup/${file}.ts`)),
    assets: ['signup/signup.css'],
  },
  {
    path: '/panels',
    title: 'Panels',
    sentence: 'Tabs, a menu, an accordion and a dialog that never ask the server.',
    view: Panels,
    sources: ['panels', 'tabs', 'size-menu', 'ring', 'flip', 'content'].map((file) =>
      readSource(`panels/${file}.ts`),
    ),
    assets: ['panels/panels.css'],
  },
]
