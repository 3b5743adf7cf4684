/**
 * Shows the last event and its answer as they cross the WebSocket. For the gallery's visitors: pages
 * made with Overwire need no script of their own. It is no module: it runs before the client does.
 */
const SHOWN = 120
/** How frames begin: events and calls, updates and effects, and templates before their first use. */
const sent = ['[1,', '[6,']
const received = ['[1,', '[8,']
const TEMPLATES = '[3,'
/** Says that something was handled, and changes nothing. */
const ANSWER = /^\[1,\d+\]$/

const begins = (frame, kinds) => kinds.some((kind) => frame.startsWith(kind))

let templateBytes = 0

const bytes = (text) => new TextEncoder().encode(text).length

function show(name, count, text) {
  for (const place of document.querySelectorAll(`[data-wire=${name}]`)) {
    const size = document.createElement('b')
    size.textContent = `${count.toLocaleString('en')} bytes`
    place.replaceChildren(size, ' ', text)
  }
}

function showFrame(name, frame) {
  const code = document.createElement('code')
  code.textContent = frame.length > SHOWN ? `${frame.slice(0, SHOWN)}…` : frame
  show(name, bytes(frame), code)
}

function showReceived(frame) {
  if (begins(frame, received) && !ANSWER.test(frame)) showFrame('received', frame)
  if (!frame.startsWith(TEMPLATES)) return
  templateBytes += bytes(frame)
  show('templates', templateBytes, 'in all; each is sent once')
}

window.WebSocket = class extends WebSocket {
  constructor(...args) {
    super(...args)
    this.addEventListener('message', ({ data }) => showReceived(data))
  }

  send(data) {
    if (begins(data, sent)) showFrame('sent', data)
    super.send(data)
  }
}
