/**
 * Shows the last event and its answer as they cross the WebSocket. For the gallery's visitors: pages
 * made with Overwire need no script of their own.
 */
const SHOWN = 120
/** How the frames begin that are shown: events, and updates with the templates they are the first to use. */
const EVENT = '[1,'
const UPDATE = '[1,'
const TEMPLATES = '[3,'

const bytes = (text) => new TextEncoder().encode(text).length
const amount = (count) => `${count.toLocaleString('en')} bytes`

let templateBytes = 0

function show(direction, text, note = '') {
  const frame = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
  for (const place of document.querySelectorAll(`[data-wire=${direction}]`)) {
    const size = Object.assign(document.createElement('b'), { textContent: amount(bytes(text)) })
    const code = Object.assign(document.createElement('code'), { textContent: frame })
    place.replaceChildren(size, ' ', code, note)
  }
}

function showReceived(text) {
  if (text.startsWith(TEMPLATES)) templateBytes += bytes(text)
  if (!text.startsWith(UPDATE)) return
  show('received', text, templateBytes && ` and, once, ${amount(templateBytes)} of templates`)
  templateBytes = 0
}

window.WebSocket = class extends WebSocket {
  constructor(...args) {
    super(...args)
    this.addEventListener('message', ({ data }) => showReceived(data))
  }

  send(data) {
    if (data.startsWith(EVENT)) show('sent', data)
    super.send(data)
  }
}
