/** The list of all examples: beside the page where there is room, behind a button where there is none. */
import { each, html } from 'overwire'
import type { Block, LiveRequest } from 'overwire'
import { examples, groups } from './examples.ts'
import type { Example } from './examples.ts'

const byPath = ({ path }: Example): string => path

/** The button that opens the list. */
export function menuButton(): Block {
  return html`<button class="quiet menu-button" popovertarget="menu">Examples</button>`
}

/** @param request for the page that is shown. */
export function menu(request: LiveRequest): Block {
  return html`
    <nav id="menu" aria-label="Examples" popover>
      <label for="menu-search">Find an example</label>
      <input id="menu-search" type="search" autocomplete="off" spellcheck="false" />
      ${each([...groups], String, (group) => {
        const inside = examples.filter((example) => example.group === group)
        return html`
          <section>
            <h2>${group}</h2>
            <ul>${each(inside, byPath, (example) => link(example, request))}</ul>
          </section>
        `
      })}
      <p class="hint" id="menu-none" role="status" hidden>No example is called that.</p>
    </nav>
  `
}

function link({ path, title, sentence }: Example, request: LiveRequest): Block {
  const shown = request.path
  const isOpen = shown === path || shown.startsWith(`${path}/`)
  return html`
    <li data-words="${title} ${sentence}">
      <a href=${request.href(path)} aria-current=${isOpen ? 'page' : null}>${title}</a>
    </li>
  `
}
