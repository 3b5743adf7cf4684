/** One run of a list of commands: for which element, by which event, and what to undo if it is refused. */
import { ADDRESS_LENGTH } from '../../base/destination.ts'
import type { Command, Target } from '../../wire/commands.ts'
import { FromBrowser, Visit } from '../../wire/frames.ts'
import type { Json } from '../../wire/frames.ts'
import type { Effects, Host } from '../../client/host.ts'
import type { Args } from '../../client/payload.ts'
import { registry } from '../api/registry.ts'
import { appAddress, browserUrl } from '../dom/places.ts'
import { report } from '../dom/report.ts'
import { actions } from './actions.ts'
import type { Runner } from './actions.ts'
import type { Cell, CellValue } from './cell.ts'
import type { Optimism } from './optimism.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'

export class Run implements Runner {
  readonly element: Element
  readonly #event: Event | undefined
  readonly #host: Host
  readonly #optimism: Optimism
  /** The layer of what this run shows before the server agrees; 0: none. */
  #layer = 0
  /** Events of this run that were not answered yet. */
  #open = 0
  #refused = false
  isOptimistic = false

  constructor(host: Host, optimism: Optimism, element: Element, event?: Event) {
    this.#host = host
    this.#optimism = optimism
    this.element = element
    this.#event = event
  }

  /** Runs commands in order; one that fails keeps no other from running. */
  all(commands: Command[]): void {
    this.#perform(commands)
    // Nothing was asked of the server, so it can't refuse.
    if (this.#layer && this.#open === 0) this.#close()
  }

  #perform(commands: Command[]): void {
    for (const command of commands) {
      try {
        this.#one(command)
      } catch (error) {
        this.miss(`${JSON.stringify(command)} failed.`, error)
      }
    }
  }

  #one([name, ...args]: Command): void {
    if (Object.hasOwn(actions, name)) return actions[name]!(this, ...args)
    const { commands } = registry()
    const custom = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (!custom) {
      const known = [...Object.keys(actions), ...Object.keys(commands)].join(', ')
      return this.miss(`No command is called "${name}". Expected one of ${known}.`)
    }
    const [given, target] = args as [Json?, Target?]
    this.each(target, (element) => {
      custom(element, given ?? null, { source: this.element, event: this.#event })
    })
  }

  /** Does something with every target. */
  each(target: Target | null | undefined, act: (element: HTMLElement) => void): void {
    this.#find(target).forEach(act)
  }

  /** Does something with the first target. */
  first(target: Target | null | undefined, act: (element: HTMLElement) => void): void {
    this.#find(target).slice(0, 1).forEach(act)
  }

  #find(target: Target | null | undefined): HTMLElement[] {
    const { element } = this
    const { to, inner, closest } = target ?? {}
    let found: (Element | null)[] = [element]
    if (to !== undefined) found = [...doc.querySelectorAll(to)]
    else if (inner !== undefined) found = [...unshadowed(element).querySelectorAll(inner)]
    else if (closest !== undefined) found = [unshadowed(element).closest(closest)]
    const there = found.filter((one) => one !== null)
    if (there.length === 0) this.miss(`Nothing matches ${JSON.stringify(target)}.`)
    return there as HTMLElement[]
  }

  /** Gives a cell its next value, for as long as the server has not refused it. */
  set(cell: Cell, next: (cell: Cell) => CellValue): void {
    if (this.isOptimistic) this.#optimism.set(this.#layer, cell, next(cell))
    else cell.write(next(cell))
  }

  optimistic(commands: Command[]): void {
    this.#layer ||= this.#optimism.open()
    this.isOptimistic = true
    this.#perform(commands)
    this.isOptimistic = false
  }

  /** Sends an event; it carries what the DOM event would, and these arguments. */
  push(element: Element, name: string, args: Args): void {
    const event = this.#event
    const bound = event && element === this.element ? this.#host.argsOf(element, event) : {}
    const type = element === this.element ? (event?.type ?? '') : ''
    this.#open++
    this.#host.push(element, name, { ...bound, ...args }, { type }).then(
      () => this.#answered(false),
      // The core has told the page why.
      () => this.#answered(true),
    )
  }

  #answered(refused: boolean): void {
    this.#refused ||= refused
    if (--this.#open === 0 && this.#layer) this.#close()
  }

  #close(): void {
    this.#optimism.close(this.#layer, { agreed: !this.#refused })
  }

  /** Runs the commands in an attribute of an element, for that element. */
  exec(element: Element, attribute: string): void {
    const binding = unshadowed(element).getAttribute(attribute)
    if (binding === null) return this.miss(`The target has no ${attribute}.`)
    // Another kind of event says nothing to it: a key that led here need not be one of its live-key.
    const isSame = attribute === `live-${this.#event?.type}`
    this.#host.run(element, isSame ? this.#event! : new Event('exec'), binding)
  }

  /** Goes to another address; the part that keeps the history does it, where it knows how. */
  go(
    how: 'navigate' | 'patch',
    url: string,
    { replace = false }: { replace?: boolean } = {},
  ): void {
    const target = browserUrl(url)
    if (target.origin !== location.origin) return this.miss(`${url} is on another site.`)
    const address = appAddress(target)
    if (address === undefined) return location.assign(target)
    void this.#host.load('navigation').then((effects) => {
      const act = (effects as Effects | undefined)?.[how]
      if (act) return act(address, replace ? 1 : 0)
      return this.#visit(address, how === 'patch' ? Visit.PATCH : Visit.NAVIGATE, replace)
    })
  }

  async #visit(address: string, visit: number, replace: boolean): Promise<void> {
    const { href } = browserUrl(address)
    if (address.length > ADDRESS_LENGTH) return location.assign(href)
    try {
      await this.#host.ask(FromBrowser.NAVIGATE, [address, visit])
      history[replace ? 'replaceState' : 'pushState'](null, '', href)
    } catch (error) {
      this.miss(`${address} can't be shown.`, error)
    }
  }

  /** Says what a command can't do. */
  miss(message: string, cause?: unknown): void {
    report('E_COMMAND', message, cause)
  }
}
