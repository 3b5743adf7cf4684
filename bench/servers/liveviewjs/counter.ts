/** S1 and S5 for LiveViewJS: one number on an ordinary page. */
import { createLiveView, html } from 'liveviewjs'
import { FIRST_COUNT } from '../../content.ts'

interface Counter {
  count: number
}

export const counterView = createLiveView<Counter, { type: 'inc' }>({
  mount(socket) {
    socket.assign({ count: FIRST_COUNT })
  },
  handleEvent(_event, socket) {
    socket.assign({ count: socket.context.count + 1 })
  },
  render: page,
})

export const tickerView = createLiveView<
  Counter,
  { type: never },
  { type: 'value'; value: number }
>({
  async mount(socket) {
    if (socket.connected) await socket.subscribe('value')
    socket.assign({ count: 0 })
  },
  handleInfo(info, socket) {
    socket.assign({ count: info.value })
  },
  render: page,
})

function page({ count }: Counter) {
  // prettier-ignore
  return html`<header class="top">
  <a class="brand" href="/">Bench</a>
  <nav>
    <ul>
      <li><a href="/">Home</a></li>
      <li><a href="/news">News</a></li>
      <li><a href="/products">Products</a></li>
      <li><a href="/docs">Documentation</a></li>
      <li><a href="/about">About us</a></li>
    </ul>
  </nav>
</header>
<main>
  <section class="card">
    <h1>Counter</h1>
    <p>A page with one number that changes.</p>
    <p>Count: <strong>${count}</strong></p>
    <div class="actions">
      <button class="primary" phx-click="inc">Add one</button>
      <a href="/reset">Start again</a>
    </div>
  </section>
</main>
<footer>
  <p>Made for measuring. <a href="/imprint">Imprint</a> <a href="/privacy">Privacy</a></p>
  <small>All figures are ratios.</small>
</footer>`
}
