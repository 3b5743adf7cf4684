/** Benches measure short slices in turn: a machine that slows down for some seconds slows all of them. */
import type { Bench } from './lab.ts'
import type { Figures, ScenarioName } from './measure/job.ts'

/** How long it is measured. */
export interface Pace {
  warmSeconds: number
  slices: number
  sliceSeconds: number
}

/** S5 and S7 count in times, not in seconds: 30 publishes and 50 joins over all slices. */
const counted: Partial<Record<ScenarioName, { slices: number; times: number }>> = {
  S4: { slices: 1, times: 1 },
  S5: { slices: 3, times: 10 },
  S5shared: { slices: 3, times: 10 },
  S7: { slices: 5, times: 10 },
  S9: { slices: 3, times: 1 },
  S5cluster: { slices: 3, times: 10 },
  S10: { slices: 1, times: 1 },
  S11: { slices: 3, times: 1 },
}

/**
 * @param failed hears of a bench that fails and leaves the scenario.
 * @returns the slices of those that did not.
 */
export async function measureInTurn(
  scenario: ScenarioName,
  benches: readonly Bench[],
  pace: Pace,
  failed: (bench: Bench, error: Error) => void,
): Promise<Map<Bench, Figures[]>> {
  const { slices, times } = counted[scenario] ?? { slices: pace.slices, times: 0 }
  const measured = new Map<Bench, Figures[]>(benches.map((bench) => [bench, []]))
  const forEach = async (step: (bench: Bench) => Promise<unknown>): Promise<void> => {
    for (const bench of [...measured.keys()]) {
      try {
        await step(bench)
      } catch (error) {
        failed(bench, error as Error)
        measured.delete(bench)
        bench.close()
      }
    }
  }

  await forEach((bench) => bench.prepare(scenario))
  if (scenario !== 'S4') await forEach((bench) => bench.slice(pace.warmSeconds, times))
  for (let i = 0; i < slices; i++) {
    await forEach(async (bench) => {
      measured.get(bench)!.push(...(await bench.slice(pace.sliceSeconds, times)))
    })
  }
  await forEach((bench) => bench.finish())
  for (const bench of measured.keys()) bench.close()
  return measured
}
