import { each, html, js } from 'overwire'
import type { Commands } from 'overwire'
import { sizes } from './content.ts'
import { flip } from './flip.ts'
import { after, before } from './ring.ts'

/** A menu that arrow keys go round in; a click elsewhere, Escape and Tab close it. */
export function sizeMenu() {
  const close = (chain: Commands) =>
    chain.hide('#sizes').setAttr('aria-expanded', 'false', '#size-button')
  const choose = (size: string) =>
    js()
      .setAttr('aria-checked', 'false', '#sizes [aria-checked]')
      .setAttr('aria-checked', 'true')
      .setAttr('data-size', size, '.questions')
  const go = (size: string) => js().focus(`#size-${size}`)
  const item = (size: string) => html`
    <li role="none" @keydown=${go(before(sizes, size))} live-key="ArrowUp" live-prevent>
      <button
        id=${`size-${size}`} role="menuitemradio" aria-checked=${size === 'normal'} tabindex="-1"
        @click=${close(choose(size)).focus('#size-button')}
        @keydown=${go(after(sizes, size))} live-key="ArrowDown" live-prevent="keydown"
      >${size}</button>
    </li>
  `
  // Tab too goes on from the button: the menu is one stop.
  return html`
    <div
      class="menu" @click-away=${close(js())}
      @keydown=${close(js()).focus('#size-button')} live-key="Escape Tab"
    >
      <button
        id="size-button" class="quiet" aria-haspopup="menu" aria-expanded="false" aria-controls="sizes"
        @click=${flip(js()).toggle({ to: '#sizes', in: 'coming' }).focus('#sizes [aria-checked=true]')}
      >Text size</button>
      <ul id="sizes" role="menu" aria-labelledby="size-button" hidden>${each(sizes, String, item)}</ul>
    </div>
  `
}
