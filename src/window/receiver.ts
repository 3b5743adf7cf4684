/** What a window can tell the views it shows; live/instance/instance.ts is the one that listens. */
export interface Receiver {
  /** An event of the browser. */
  receive(
    n: number,
    name: string,
    args: Record<string, unknown> | undefined,
    wantsReply: boolean,
  ): void
  /** Send all values again. */
  resend(): void
  /** The way to the browser is free again. */
  resume(): void
  /** The browser is there, or not for now. */
  present(how: { here: boolean }): void
  /** The window is gone for good. */
  disconnect(): void
  /** A view or component inside of it that the window has not allotted a number itself. */
  viewInside?(number: number): Receiver | undefined
}
