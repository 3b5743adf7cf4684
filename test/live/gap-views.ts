/** A view for another thread, which is told of gaps. */
import { event, html, LiveView } from 'overwire'

export class GapCounter extends LiveView {
  static override useActors = true
  static override module: string = import.meta.url
  gaps = 0

  override handleGap(): void {
    this.gaps++
  }

  @event ask(): void {}

  render() {
    return html`<p>${`gaps: ${this.gaps}`}</p>`
  }
}
