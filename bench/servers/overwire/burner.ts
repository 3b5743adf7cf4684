/** S9 for Overwire: a view in another thread that keeps a processor busy. */
import { event, html, LiveView } from 'overwire'

const MS = 500

export class Burner extends LiveView {
  static override useActors = true
  static override module = import.meta.url
  events = 0

  @event burn() {
    const end = performance.now() + MS
    while (performance.now() < end);
    this.events++
  }

  render() {
    return html`<p>${this.events}</p>`
  }
}
