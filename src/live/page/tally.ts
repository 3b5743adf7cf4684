/** What an app's views have done since it began, for its metrics. */
export class Tally {
  /** Events of pages that were handled, and how long their methods took. */
  events = 0
  eventMs = 0
  /** Failures of an app's code: views, handlers, signals. */
  failures = 0

  /** An event was handled; its method took `ms` milliseconds. */
  handled(ms: number): void {
    this.events++
    this.eventMs += ms
  }
}
