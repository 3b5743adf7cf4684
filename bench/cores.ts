/**
 * What a second process adds: the counter of S1 in one process and in two, in turn. The driver has the same
 * processors, so that it is their time for each event that counts: two processes serve twice as much if an event costs
 * them as much as one.
 */
import { openWindow } from 'overwire/testing'
import type { TestWindow } from 'overwire/testing'
import { median } from './measure/latency.ts'
import { Subject } from './subject.ts'

const WINDOWS = 50
const SECONDS = 1
const ROUNDS = 7

/** @returns how many times the events of one process two of them serve. */
export async function measureCores(): Promise<{ times: number; us: [one: number, two: number] }> {
  const subjects = [1, 2].map((count) => new Subject('cores.ts', [String(count)]))
  const all = await Promise.all(
    subjects.map(async (subject) => {
      const url = await subject.url()
      return Promise.all(Array.from({ length: WINDOWS }, () => openWindow(url)))
    }),
  )
  const samples: number[][] = [[], []]
  for (let round = -1; round < ROUNDS; round++) {
    for (const [i, subject] of subjects.entries()) {
      const us = await subject.cost(() => loop(all[i]!))
      // The first one warms up.
      if (round >= 0) samples[i]!.push(us)
    }
  }
  for (const subject of subjects) subject.close()
  const [one, two] = samples.map(median)
  return { times: (2 * one!) / two!, us: [one!, two!] }
}

/** Each window sends an event when the one before is answered. @returns how many. */
async function loop(windows: readonly TestWindow[]): Promise<number> {
  const end = performance.now() + SECONDS * 1000
  const counts = windows.map(async (window) => {
    let events = 0
    while (performance.now() < end) {
      await window.push('inc')
      window.frames.length = 0
      events++
    }
    return events
  })
  return (await Promise.all(counts)).reduce((sum, one) => sum + one, 0)
}
