/**
 * The one interface that all techniques fill in: a way to keep `root` in step with a state. A
 * technique is a file of this folder that ends with `start({ … })`; it becomes the script of a page
 * of its own, and client/page.ts calls it in this order:
 *
 *   prepare(name, size, material)      once per operation and size, untimed
 *   mount(root, first)                 untimed; root is empty
 *   update(root, state, 1)             timed; root shows `first`
 *   update(root, state, 2)  …          timed; root shows the state of step 1
 *
 * Where each run of an operation needs the same start (create, append, clear), a new root is mounted
 * before each update, and the step is always 1. Where a page is adopted, root holds the served HTML,
 * and adopt(root, first) is called instead of mount; it is what is timed, or update after it.
 *
 * A technique that computes its own changes works from `state`. One that applies changes made
 * elsewhere uses `step`: `material` is what its file in `materials` (client/material.ts) made of
 * the same operation in Node, for example the frames of all steps. Material passes through JSON.
 */
import type { State } from './operations.ts'

export interface Technique {
  prepare?(operation: string, size: number, material: unknown): void
  /** Makes an empty root show `state`. */
  mount(root: HTMLElement, state: State): void
  /** Timed. Brings root, which shows the state of the step before, to `state`. */
  update(root: HTMLElement, state: State, step: number): void
  /** The page's HTML inside root, as a server would send it. Without it: markup(state). */
  served?(state: State): string
  /** Timed. Takes over a root that holds the served HTML, ready for update(…, 1). */
  adopt(root: HTMLElement, state: State): void
}

/** Makes a technique's material in Node. Steps count from 1; see Operation.next. */
export type MaterialMaker = (operation: string, size: number, steps: number) => Promise<unknown>
