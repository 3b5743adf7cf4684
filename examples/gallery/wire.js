/**
 * Shows the last event and its answer as they cross the WebSocket. For the gallery's visitors: pages
 * made with Overwire need no script of their own.
 */
const SHOWN = 120
const EVENT = '[1,'
const UPDATE = '[1,'

function show(direction, text) {
  const bytes = new TextEncoder().encode(text).length.toLocaleString('en')
  const frame = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
  for (const place of document.querySelectorAll(`[data-wire=${direction}]`)) {
    const size = Object.assign(document.createElement('b'), { textContent: `${bytes} bytes` })
    const code = Object.assign(document.createElement('code'), { textContent: frame })
    place.replaceChildren(size, ' ', code)
  }
}

window.WebSocket = class extends WebSocket {
  constructor(...args) {
    super(...args)
    this.addEventListener('message', ({ data }) => {
      if (data.startsWith(UPDATE)) show('received', data)
    })
  }

  send(data) {
    if (data.startsWith(EVENT)) show('sent', data)
    super.send(data)
  }
}
