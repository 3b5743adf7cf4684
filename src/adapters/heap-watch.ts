/** Tells the apps of a process when V8 has collected all garbage: what the heap holds then is really held. */
import { totalmem } from 'node:os'
import { constants, PerformanceObserver } from 'node:perf_hooks'
import type { PerformanceEntry } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import type { HeapGuard, HeapUse } from '../server/heap-guard.ts'

const { NODE_PERFORMANCE_GC_MAJOR: MAJOR } = constants
/** Bytes of the limit that are for young objects alone: three semi-spaces of V8's default size. */
const YOUNG = 3 * 16 * 1024 * 1024
/** What the process has beside its heap and its buffers: programs, stacks. */
const PROGRAMS = 64 * 1024 * 1024
const guards = new Set<WeakRef<HeapGuard>>()
let isWatching = false

/** Has the guard look at the heap for as long as there is one. Where the runtime does not tell, it never does. */
export function watchHeap(guard: HeapGuard): void {
  guard.read = heapUse
  guards.add(new WeakRef(guard))
  if (isWatching || !isSupported()) return
  isWatching = true
  const observer = new PerformanceObserver((list) => {
    const entries = list.getEntries() as (PerformanceEntry & { detail?: { kind?: number } })[]
    if (entries.some(({ detail }) => detail?.kind === MAJOR)) tellAll()
  })
  observer.observe({ entryTypes: ['gc'] })
}

function isSupported(): boolean {
  // The types of Node do not know it.
  const { supportedEntryTypes = [] } = PerformanceObserver as { supportedEntryTypes?: string[] }
  return supportedEntryTypes.includes('gc')
}

/** Buffers are not in V8's heap; what a container or the machine has is the limit of both together. */
function heapUse(): HeapUse {
  const { used_heap_size: used, heap_size_limit: all, ...others } = getHeapStatistics()
  // The types of Node do not know it.
  const { external_memory: external = 0 } = others as { external_memory?: number }
  const heap = { of: 'heap', used, limit: all - YOUNG } as const
  const memory = { of: 'memory', used: used + external, limit: memoryLimit() - PROGRAMS } as const
  return heap.used / heap.limit > memory.used / memory.limit ? heap : memory
}

/** 0 of a runtime that does not know, and more than there is: no limit but the machine's. */
function memoryLimit(): number {
  return Math.min(process.constrainedMemory?.() || Infinity, totalmem())
}

function tellAll(): void {
  for (const weak of guards) {
    const guard = weak.deref()
    if (guard === undefined) guards.delete(weak)
    else guard.collected()
  }
}
