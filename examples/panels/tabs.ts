import { each, html, js } from 'overwire'
import { installs } from './content.ts'
import { after, before } from './ring.ts'

/** Each tab selects itself; arrow keys press the neighbour's. */
export function tabs() {
  const select = (name: string) =>
    js()
      .setAttr('aria-selected', 'false', '.tabs [role=tab]')
      .setAttr('tabindex', '-1', '.tabs [role=tab]')
      .setAttr('aria-selected', 'true')
      .setAttr('tabindex', '0')
      .hide('.install')
      .show(`#install-${name}`)
  const go = (name: string) => js().exec('live-click', `#tab-${name}`).focus(`#tab-${name}`)
  const names = installs.map(({ name }) => name)
  // An element has one binding for its keys, so the key that leads back is bound around it.
  const tab = (name: string) => html`
    <span role="presentation" @keydown=${go(before(names, name))} live-key="ArrowLeft" live-prevent>
      <button
        id=${`tab-${name}`} role="tab" aria-controls=${`install-${name}`}
        aria-selected=${name === 'npm'} tabindex=${name === 'npm' ? 0 : -1} @click=${select(name)}
        @keydown=${go(after(names, name))} live-key="ArrowRight" live-prevent="keydown"
      >${name}</button>
    </span>
  `
  return html`
    <div class="tabs">
      <div role="tablist" aria-label="Install with">${each(names, String, tab)}</div>
      ${each(installs, 'name', install)}
    </div>
  `
}

function install({ name, command }: (typeof installs)[number]) {
  return html`
    <div
      class="install" id=${`install-${name}`} role="tabpanel" aria-labelledby=${`tab-${name}`}
      ?hidden=${name !== 'npm'}
    >
      <code>${command}</code>
      <button class="quiet copy" @click=${js().copy(command)}>
        <span>Copy</span><span class="done">Copied</span>
      </button>
    </div>
  `
}
