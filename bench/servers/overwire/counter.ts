/** S1 and S4 for Overwire: one number on an ordinary page. */
import { LiveView, event, html } from 'overwire'
import { FIRST_COUNT } from '../../content.ts'

export class Counter extends LiveView {
  count = FIRST_COUNT

  @event
  inc() {
    this.count++
  }

  render() {
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
    <p>Count: <strong>${this.count}</strong></p>
    <div class="actions">
      <button class="primary" @click=${this.inc}>Add one</button>
      <a href="/reset">Start again</a>
    </div>
  </section>
</main>
<footer>
  <p>Made for measuring. <a href="/imprint">Imprint</a> <a href="/privacy">Privacy</a></p>
  <small>All figures are ratios.</small>
</footer>`
  }
}
