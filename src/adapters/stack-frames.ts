/** Reads an error's stack: the places that are the app's own, with their lines of source. */
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { StackFrame } from '../server/error-notes.ts'

/** The package's own files: their frames are left out. */
const OWN = fileURLToPath(new URL('..', import.meta.url))
/** Lines shown on either side. */
const AROUND = 3
const MOST_FRAMES = 8

/** @param stack as V8 writes it. */
export function readFrames(stack: string): StackFrame[] {
  const frames: StackFrame[] = []
  for (const text of stack.split('\n')) {
    const frame = frameOf(text)
    if (frame) frames.push(frame)
    if (frames.length === MOST_FRAMES) break
  }
  return frames
}

/** `    at Board.save (/app/board.ts:12:9)`, `    at async file:///app/board.ts:12:9` */
function frameOf(text: string): StackFrame | undefined {
  const found =
    /^\s+at (?:async )?(?:(.+?) \()?((?:file:\/\/)?\/.+|(?:file:\/\/\/)?[A-Za-z]:.+):(\d+):\d+\)?$/.exec(
      text,
    )
  if (!found) return undefined
  const [, name = '', place, line] = found
  const path = place!.startsWith('file:') ? fileURLToPath(place!) : place!
  if (path.startsWith(OWN) || path.includes('node_modules')) return undefined
  const short = relative(process.cwd(), path)
  const file = short.startsWith('..') ? path : short
  return { name, file, line: Number(line), source: sourceOf(path, Number(line)) }
}

function sourceOf(path: string, line: number): StackFrame['source'] {
  try {
    const lines = readFileSync(path, 'utf8').split('\n')
    const from = Math.max(0, line - 1 - AROUND)
    const shown = lines.slice(from, line + AROUND)
    return shown.map((text, at) => ({ line: from + at + 1, text }))
  } catch {
    // Made at run time, or gone: the place alone is worth showing.
    return []
  }
}
