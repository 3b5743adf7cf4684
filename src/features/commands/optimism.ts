/**
 * Changes that are shown before the server has agreed. Each event that may be refused is a layer over
 * what the page really is (the base):
 *
 *     base    off            the server's word, or what the page was
 *     layer 1 on             an event that waits
 *     layer 2 off            a later one: what is shown
 *
 * An answer takes its layer away; agreed, it becomes the base, unless the server has written meanwhile.
 */
import type { Cell, CellValue } from './cell.ts'

interface Held {
  cell: Cell
  base: CellValue
  /** The number from which on layers are newer than the base. */
  since: number
  layers: { number: number; value: CellValue }[]
}

export class Optimism {
  readonly #held = new Map<Element, Map<string, Held>>()
  /** Cells that show their base while a patch is applied. */
  readonly #bare = new Set<Held>()
  #last = 0

  /** Begins a layer; returns its number. */
  open(): number {
    return ++this.#last
  }

  /** Shows a value until the layer is closed. */
  set(number: number, cell: Cell, value: CellValue): void {
    const { element, key } = cell
    const cells = this.#held.get(element) ?? new Map<string, Held>()
    this.#held.set(element, cells)
    let held = cells.get(key)
    if (held === undefined) {
      held = { cell, base: cell.read(), since: 0, layers: [] }
      cells.set(key, held)
    }
    held.layers.push({ number, value })
    cell.write(value)
  }

  /** The layer's event was answered. */
  close(number: number, { agreed }: { agreed: boolean }): void {
    for (const [element, cells] of this.#held) {
      for (const [key, held] of cells) {
        const mine = held.layers.filter((layer) => layer.number === number)
        if (mine.length === 0) continue
        held.layers = held.layers.filter((layer) => layer.number !== number)
        if (agreed && number > held.since) {
          held.base = mine.at(-1)!.value
          held.since = number
        }
        show(held)
        if (held.layers.length === 0) cells.delete(key)
      }
      if (cells.size === 0) this.#held.delete(element)
    }
  }

  /** A patch is about to write this node: it shall find what the server knows. */
  beforeWrite(node: Node): void {
    this.#held.get(node as Element)?.forEach((held) => {
      if (this.#bare.has(held)) return
      this.#bare.add(held)
      held.cell.write(held.base)
    })
  }

  /** The patch is applied: what it wrote is the new base. */
  patched(): void {
    for (const held of this.#bare) {
      const written = held.cell.read()
      if (written !== held.base) {
        held.base = written
        held.since = this.#last
      }
      show(held)
    }
    this.#bare.clear()
  }
}

function show({ cell, base, layers }: Held): void {
  const value = layers.at(-1)?.value ?? null
  const wanted = layers.length > 0 ? value : base
  if (cell.read() !== wanted) cell.write(wanted)
}
