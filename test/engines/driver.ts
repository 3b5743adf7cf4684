/** What the scenarios need of a browser: the same few verbs for each engine. */

/** Keys with a name; letters go through {@link EnginePage.type}. */
export type Key =
  | 'ArrowDown'
  | 'ArrowLeft'
  | 'ArrowRight'
  | 'ArrowUp'
  | 'Backspace'
  | 'Delete'
  | 'End'
  | 'Enter'
  | 'Escape'
  | 'Home'
  | 'Space'
  | 'Tab'

/** One tab. Real clicks and keys, as the engine makes them from a mouse and a keyboard. */
export interface EnginePage {
  goto(url: string): Promise<void>
  click(selector: string): Promise<void>
  /** Clicks twice, as fast as a hand does. */
  doubleClick(selector: string): Promise<void>
  /** Keys, one by one, to whatever has the focus. */
  type(text: string): Promise<void>
  press(key: Key): Promise<void>
  /** Chooses an option as a user does: `input` and `change` come. */
  choose(select: string, value: string): Promise<void>
  back(): Promise<void>
  forward(): Promise<void>
  reload(): Promise<void>
  /** Runs a function of the page, which sees nothing but its arguments; these and the result are JSON. */
  evaluate<T, A extends unknown[]>(run: (...args: A) => T | Promise<T>, ...args: A): Promise<T>
  close(): Promise<void>
}

/** One browser process. */
export interface Engine {
  name: string
  /** A tab without cookies and storage; it shares them with the others of its scenario. */
  open(): Promise<EnginePage>
  /** Forgets cookies and storage: the next scenario is another visitor. */
  forget(): Promise<void>
  close(): Promise<void>
}

/** A function of the page as text, with what the compiler of these files may have put into it. */
export function pageCode(run: Function, args: readonly unknown[]): string {
  return `(() => { const __name = (f) => f; return (${run.toString()})(...${JSON.stringify(args)}) })()`
}
