/** Julia sets as BMP files: every browser shows them, and no library is needed to write them. */
import { setTimeout as pause } from 'node:timers/promises'

const WIDTH = 320
const HEIGHT = 240
const HEAD = 54
const STRIP = 8
const DEPTH = 300
/** Milliseconds between two strips, in which the process does other things. */
const PAUSE = 70

/** What a drawing waits for between two strips; tests hold it up. */
export const pace = {
  nextStrip: (signal: AbortSignal): Promise<unknown> => pause(PAUSE, undefined, { signal }),
}

/** How a picture is drawn. */
export interface Drawing {
  signal: AbortSignal
  /** Hears of each strip how much is drawn, 0 to 1. What it throws ends the drawing. */
  onStrip: (progress: number) => Promise<void>
}

/** @param seed the constant of z² + c: its real and its imaginary part. */
export async function drawJulia(
  seed: readonly [number, number],
  { signal, onStrip }: Drawing,
): Promise<Buffer> {
  const file = emptyBitmap()
  for (let top = 0; top < HEIGHT; top += STRIP) {
    for (let y = top; y < top + STRIP; y++) {
      for (let x = 0; x < WIDTH; x++)
        file.set(colour(steps(x, y, seed)), HEAD + 3 * (y * WIDTH + x))
    }
    await onStrip((top + STRIP) / HEIGHT)
    await pace.nextStrip(signal)
  }
  return file
}

/** How many times a point is mapped until it is far away, smoothed. */
function steps(x: number, y: number, [re, im]: readonly [number, number]): number {
  let a = ((x - WIDTH / 2) / HEIGHT) * 2.5
  let b = ((y - HEIGHT / 2) / HEIGHT) * 2.5
  for (let n = 0; n < DEPTH; n++) {
    const squares = a * a + b * b
    if (squares > 64) return n + 1 - Math.log2(Math.log2(squares) / 2)
    const next = a * a - b * b + re
    b = 2 * a * b + im
    a = next
  }
  return DEPTH
}

/** From graphite over copper to paper; in BMP blue comes first. */
function colour(steps: number): [blue: number, green: number, red: number] {
  if (steps >= DEPTH) return [24, 26, 29]
  const t = Math.min(1, Math.sqrt(Math.max(0, steps) / 60))
  return [30 + 195 * t ** 3, 35 + 200 * t ** 1.6, 45 + 205 * t ** 0.8]
}

function emptyBitmap(): Buffer {
  const size = HEAD + 3 * WIDTH * HEIGHT
  const file = Buffer.alloc(size)
  file.write('BM')
  file.writeUInt32LE(size, 2)
  file.writeUInt32LE(HEAD, 10)
  file.writeUInt32LE(40, 14)
  file.writeInt32LE(WIDTH, 18)
  // Negative: the first row is the top one.
  file.writeInt32LE(-HEIGHT, 22)
  file.writeUInt16LE(1, 26)
  file.writeUInt16LE(24, 28)
  return file
}
