/** The page's HTML is built anew as a string, and morphdom changes the DOM to match. */
import morphdom from 'morphdom'
import { markup, type State } from './operations.ts'
import { start } from './page.ts'

start({
  mount(root, state) {
    root.innerHTML = markup(state)
  },
  update: morph,
  // At its join such a client gets the whole page once more.
  adopt: morph,
})

function morph(root: HTMLElement, state: State): void {
  morphdom(root.firstElementChild!, markup(state))
}
