/** What workers run: each order is a task of the queue slow, and old ones are cleared each minute. */
import { publish } from 'overwire'
import { signal } from 'overwire/signals'
import { z } from 'zod'
import { clearJobs, findJob, savePicture, updateJob } from './database.ts'
import type { Job } from './database.ts'
import { drawJulia } from './julia.ts'

export const ATTEMPTS = 3
/** Milliseconds that results are kept. */
export const KEEP_MS = 10 * 60_000

interface Kind {
  title: string
  seed: [number, number]
  /** Breaks in the middle, with this sentence. */
  flaw?: (job: Job) => string | false
}

export const kinds: Record<string, Kind> = {
  rabbit: { title: 'Rabbit', seed: [-0.123, 0.745] },
  dragon: { title: 'Dragon', seed: [-0.8, 0.156] },
  lightning: { title: 'Lightning', seed: [-0.1, 0.651] },
  shaky: {
    title: 'One that slips',
    seed: [-0.4, 0.6],
    flaw: ({ attempt }) => attempt === 1 && 'The pen slipped.',
  },
  dry: {
    title: 'One without ink',
    seed: [0.285, 0.01],
    flaw: ({ refilled }) => !refilled && 'There is no ink left.',
  },
}

/** Windows of one owner, in all processes. */
export const topicOf = (owner: string): string => `jobs:${owner}`

/** Keeps what changed, and shows it. */
export async function change(id: string, what: Partial<Job>): Promise<Job | undefined> {
  const job = await updateJob(id, what)
  if (job) await publish(topicOf(job.owner), 'job', job)
  return job
}

signal(
  {
    path: 'jobs.draw',
    queue: 'slow',
    attempts: ATTEMPTS,
    backoffMs: 800,
    args: z.object({ id: z.string() }),
  },
  async (_info, { id }, { id: task, attempt, signal: stop }) => {
    // It may have been drawn already, by a process that died before the queue knew.
    if ((await findJob(id))?.state === 'done') return
    const begin = { state: 'drawing', progress: 0, error: '', task, attempt } as const
    const job = await change(id, begin)
    if (!job) return
    try {
      await savePicture(id, await draw(job, stop))
    } catch (error) {
      const state = attempt < ATTEMPTS ? 'again' : 'failed'
      await change(id, { state, error: (error as Error).message })
      throw error
    }
    await change(id, { state: 'done' })
  },
)

function draw(job: Job, stop: AbortSignal): Promise<Buffer> {
  const { seed, flaw } = kinds[job.kind]!
  const problem = flaw?.(job)
  return drawJulia(seed, {
    signal: stop,
    async onStrip(progress) {
      await change(job.id, { progress: Math.round(progress * 100) / 100 })
      if (problem && progress >= 0.3) throw new Error(problem)
    },
  })
}

signal<{ olderThanMs?: number }>(
  { path: 'jobs.clear', queue: 'fast' },
  async (_info, { olderThanMs = KEEP_MS }) => {
    const cleared = await clearJobs(Date.now() - olderThanMs)
    for (const { id, owner } of cleared) await publish(topicOf(owner), 'cleared', id)
  },
)
