/**
 * One instance for many windows: `static shared = (request, params) => key`. It renders once, is
 * compared once and encoded once; the same text goes to every window. A window that can't follow gets
 * all values when it can.
 */
import { fail } from '../base/errors.ts'
import type { LiveError } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import type { Printed } from '../template/print.ts'
import type { Template } from '../template/template.ts'
import { encode } from '../wire/codec.ts'
import { FromServer } from '../wire/frames.ts'
import type { Effect, Json, Ref } from '../wire/frames.ts'
import type { Receiver, Window } from '../window/window.ts'
import { admit, admitToObject } from './authorization.ts'
import type { Desk } from './desk.ts'
import { Instance } from './instance.ts'
import { changedMeta } from './meta.ts'
import { open } from './opening.ts'
import type { Outlet, Services } from './outlet.ts'
import type { LiveRequest } from './request.ts'
import type { Screen } from './screen.ts'
import type { Shown } from './shown.ts'
import type { LiveView } from './view.ts'

/** An event of one of the windows, under a number of the shared view's own. */
interface Asked {
  seat: Seat
  n: number
}

/** A view that windows share, and the way to all of them. */
class Room implements Outlet {
  readonly id: string = randomId(12)
  readonly instance: Instance
  /** Resolves when it is mounted; with an address when its first visitor was sent elsewhere. */
  readonly ready: Promise<string | undefined>
  readonly #seats = new Set<Seat>()
  readonly #closed: () => void
  readonly #asked = new Map<number, Asked>()
  readonly #receivers = new Map<number, Receiver>()
  readonly #addressed = new WeakMap<Effect, Seat>()
  #lastAsked = 0
  #lastNumber = 0
  #mentioned: Template[] = []
  #present = 0

  constructor(view: LiveView, request: LiveRequest, services: Services, closed: () => void) {
    this.#closed = closed
    this.instance = new Instance(view, this, request, services)
    this.ready = open(this.instance.desk).then((sentTo) => {
      if (sentTo === undefined) this.instance.opened()
      return sentTo
    })
  }

  enter(seat: Seat): void {
    this.#seats.add(seat)
  }

  /** The last one closes the door. */
  exit(seat: Seat): void {
    if (!this.#seats.delete(seat) || this.#seats.size > 0) return
    this.#closed()
    this.instance.disconnect()
  }

  /** Nobody opened it: whoever came was sent elsewhere, or it failed. */
  abandon(): void {
    this.#closed()
    this.instance.leave()
  }

  /** A window's browser came or went; ticks run while there is one. */
  count(change: 1 | -1): void {
    this.#present += change
    if (this.#present === (change > 0 ? 1 : 0)) this.instance.present(change > 0)
  }

  /** A number for an event of one window. */
  ask(seat: Seat, n: number): number {
    this.#asked.set(++this.#lastAsked, { seat, n })
    return this.#lastAsked
  }

  receiver(number: number): Receiver | undefined {
    return this.#receivers.get(number)
  }

  /** While nobody looks nothing is rendered. */
  get congested(): boolean {
    return this.#present === 0
  }

  allot(receiver: Receiver): number {
    this.#receivers.set(++this.#lastNumber, receiver)
    return this.#lastNumber
  }

  free(view: number): void {
    this.#receivers.delete(view)
  }

  add(template: Template): void {
    this.#mentioned.push(template)
  }

  discard(): void {
    this.#mentioned = []
  }

  update(ref: Ref, view: number, patch: Json | undefined): void {
    this.#send(FromServer.UPDATE, ref, view, patch)
  }

  values(ref: Ref, view: number, block: Json): void {
    this.#send(FromServer.VALUES, ref, view, block)
  }

  #send(op: number, ref: Ref, view: number, value: Json | undefined): void {
    const mentioned = this.#mentioned
    this.#mentioned = []
    const answers = this.#answers(ref)
    const text = value === undefined ? '' : JSON.stringify(value)
    const toAll = `[${op},0,${view},${text}]`
    for (const seat of this.#seats) {
      const own = answers?.get(seat)
      if (seat.isBehind || seat.window.congested) {
        seat.isBehind = true
        if (own !== undefined) seat.window.update(own, view, undefined)
      } else if (own === undefined) {
        if (text !== '') seat.window.forward(toAll, mentioned)
      } else if (text === '') seat.window.update(own, view, undefined)
      else seat.window.forward(`[${op},${JSON.stringify(own)},${view},${text}]`, mentioned)
    }
  }

  title(title: string): void {
    const text = encode([FromServer.TITLE, title])
    for (const seat of this.#seats) if (!seat.isBehind) seat.window.forward(text, [])
  }

  addressed(effect: Effect, event: number): void {
    const asked = this.#asked.get(event)
    if (asked) this.#addressed.set(effect, asked.seat)
  }

  /** What an event causes is for the window it came from, everything else for all. */
  effects(view: number, effects: Effect[]): void {
    for (const seat of this.#seats) {
      const own = effects.filter((effect) => (this.#addressed.get(effect) ?? seat) === seat)
      if (own.length > 0) seat.window.effects(view, own)
    }
  }

  reply(n: number, value: Json): void {
    const asked = this.#asked.get(n)
    asked?.seat.window.reply(asked.n, value)
  }

  refuse(ref: Ref, error: LiveError, errorId?: string): void {
    this.#answers(ref)?.forEach((own, seat) => seat.window.refuse(own, error, errorId))
  }

  /** The windows' own numbers of answered events. */
  #answers(ref: Ref): Map<Seat, Ref> | undefined {
    if (ref === 0) return undefined
    const answers = new Map<Seat, Ref>()
    for (const number of Array.isArray(ref) ? ref : [ref]) {
      const asked = this.#asked.get(Math.abs(number))
      if (asked === undefined) continue
      // A negative number is answered once more.
      if (number > 0) this.#asked.delete(number)
      const n = number > 0 ? asked.n : -asked.n
      const others = answers.get(asked.seat)
      answers.set(asked.seat, others === undefined ? n : [others, n].flat())
    }
    return answers
  }
}

/** One window's place at a shared view. */
export class Seat implements Shown {
  readonly window: Window
  readonly #room: Room
  readonly #services: Services
  request: LiveRequest
  /** It shows something older, or nothing yet. */
  isBehind = false
  closed = false
  #isPresent = false

  constructor(room: Room, window: Window, request: LiveRequest, services: Services) {
    this.#room = room
    this.window = window
    this.request = request
    this.#services = services
    room.enter(this)
  }

  get view(): LiveView {
    return this.#room.instance.view
  }

  get screen(): Screen {
    return this.#room.instance.screen
  }

  get desk(): Desk {
    return this.#room.instance.desk
  }

  async print(): Promise<Printed> {
    const printed = await this.screen.printShared()
    this.isBehind = printed.renamed
    return printed
  }

  opened(): void {}

  receive(
    n: number,
    name: string,
    args: Record<string, unknown> | undefined,
    wantsReply: boolean,
  ): void {
    const { instance } = this.#room
    instance.receive(this.#room.ask(this, n), name, args, wantsReply, this.request)
  }

  viewInside(number: number): Receiver | undefined {
    const room = this.#room
    const receiver = room.receiver(number)
    if (receiver === undefined) return undefined
    return Object.assign(Object.create(receiver) as Receiver, {
      receive: (n: number, name: string, args: never, wantsReply: boolean) =>
        receiver.receive(room.ask(this, n), name, args, wantsReply),
      resend: () => this.resend(),
    })
  }

  visit(n: number, request: LiveRequest): void {
    this.request = request
    this.window.update(n, 0, undefined)
  }

  takeOver(from: Shown, n: number): void {
    void this.#showAll(n).then(() => {
      if (from.screen.title !== this.screen.title) this.window.title(this.screen.title)
      const meta = changedMeta(from.view.pageMeta, this.view.pageMeta)
      if (meta.length > 0) this.window.effects(0, [['meta', meta]])
    })
  }

  resend(): void {
    this.isBehind = true
    void this.#showAll(0)
  }

  /** Sends all values; a view that no page has shown yet is rendered for it. */
  async #showAll(ref: Ref): Promise<void> {
    try {
      const printed = await this.print()
      printed.release()
      this.isBehind = this.window.congested
      if (!this.isBehind) this.screen.sendAll(this.window, ref)
    } catch (error) {
      this.#room.instance.report('render', error)
      this.window.refuse(ref, fail('E_MOUNT'))
    }
  }

  resume(): void {
    if (this.isBehind && !this.window.congested) {
      this.isBehind = false
      this.screen.sendAll(this.window, 0)
    }
    this.#room.instance.resume()
  }

  present(here: boolean): void {
    if (here === this.#isPresent) return
    this.#isPresent = here
    this.#room.count(here ? 1 : -1)
    if (here) this.#room.instance.resume()
  }

  disconnect(): void {
    this.leave()
  }

  leave(): void {
    if (this.closed) return
    this.closed = true
    this.present(false)
    this.#room.exit(this)
  }

  /** @returns where this visitor is sent instead. @throws LiveError E_FORBIDDEN, E_NOT_FOUND. */
  async admit(): Promise<string | undefined> {
    const elsewhere = await admit(this.view, this.request, this.#services)
    if (elsewhere === undefined) await admitToObject(this.view, this.request)
    return elsewhere
  }
}

/** The shared views of an app, by class and key. */
export class SharedViews {
  readonly #rooms = new Map<string, Room>()

  /**
   * A seat for a window; opens the view for the first one.
   * @returns the seat, or where its visitor is sent instead.
   * @throws what the view's methods throw.
   */
  async sit(
    View: new () => LiveView,
    key: string,
    window: Window,
    request: LiveRequest,
    services: Services,
  ): Promise<Seat | string> {
    const name = `${View.name} ${key}`
    const known = this.#rooms.get(name)
    const room = known ?? new Room(new View(), request, services, () => this.#rooms.delete(name))
    if (known === undefined) this.#rooms.set(name, room)
    try {
      const sentTo = await room.ready
      if (sentTo !== undefined && known === undefined) {
        room.abandon()
        return sentTo
      }
      // The first visitor was sent elsewhere; this one may come in.
      if (sentTo !== undefined) return await this.sit(View, key, window, request, services)
    } catch (error) {
      if (known === undefined) room.abandon()
      throw error
    }
    // The last window may have left meanwhile.
    if (room.instance.closed) return this.sit(View, key, window, request, services)
    const seat = new Seat(room, window, request, services)
    if (known === undefined) return seat
    try {
      const elsewhere = await seat.admit()
      if (elsewhere === undefined) return seat
      seat.leave()
      return elsewhere
    } catch (error) {
      seat.leave()
      throw error
    }
  }
}
