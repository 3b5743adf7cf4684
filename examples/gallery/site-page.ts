/** The gallery's page of an example that is a whole site: the way there, beside its code. */
import { html } from 'overwire'
import type { Block, LiveRequest } from 'overwire'

export const sitePage = (site: string, request: LiveRequest): Block => html`
  <p>This one is a site of its own, with its own layout, styles and addresses.</p>
  <div class="buttons"><a class="try" href=${request.href(site)}>Open the site</a></div>
`
