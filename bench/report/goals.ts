/** The goals: ratios within one run, each met or missed. */
import type { FrameworkName } from '../measure/job.ts'
import type { Result } from '../result.ts'
import { columns, number } from './columns.ts'

interface Goal {
  text: string
  /** Undefined when the run has not measured it. */
  figure: (of: Lookup) => number | undefined
  met: (figure: number) => boolean
  unit?: string
}

type Lookup = (
  scenario: string,
  framework: FrameworkName,
  key: string,
  conns?: number,
) => number | undefined

const goals: Goal[] = [
  {
    text: 'S1 CPU per event at most 1.4 × raw ws',
    figure: (of) => over(of, 'S1', 'server_cpu_us_per_event', 'raw-ws'),
    met: (figure) => figure <= 1.4,
  },
  {
    text: 'S1 at most 30 bytes up',
    figure: (of) => of('S1', 'overwire', 'bytes_up'),
    met: (figure) => figure <= 30,
    unit: 'bytes',
  },
  {
    text: 'S1 at most 35 bytes down',
    figure: (of) => of('S1', 'overwire', 'bytes_down'),
    met: (figure) => figure <= 35,
    unit: 'bytes',
  },
  {
    text: "S2 events/s at least 40 × LiveViewJS' plain list",
    figure: (of) => over(of, 'S2', 'events_per_s', 'liveviewjs'),
    met: (figure) => figure >= 40,
  },
  {
    text: "S2memo events/s at least 3.4 × LiveViewJS' component per row",
    figure: (of) => over(of, 'S2memo', 'events_per_s', 'liveviewjs'),
    met: (figure) => figure >= 3.4,
  },
  {
    text: "S3 events/s at least 30 × LiveViewJS'",
    figure: (of) => over(of, 'S3', 'events_per_s', 'liveviewjs'),
    met: (figure) => figure >= 30,
  },
  {
    text: 'S3 at most 2.6 kB down',
    figure: (of) => of('S3', 'overwire', 'bytes_down'),
    met: (figure) => figure <= 2600,
    unit: 'bytes',
  },
  {
    text: 'S4 RSS per view at 5,000 at most 1.5 × raw ws',
    figure: (of) => over(of, 'S4', 'kb_per_view', 'raw-ws', 5000),
    met: (figure) => figure <= 1.5,
  },
  {
    text: 'S5 median time at most 1.6 × raw ws',
    figure: (of) => over(of, 'S5', 'median_ms', 'raw-ws'),
    met: (figure) => figure <= 1.6,
  },
  {
    text: 'S5 CPU per delivery at most 1.8 × raw ws',
    figure: (of) => over(of, 'S5', 'us_per_delivery', 'raw-ws'),
    met: (figure) => figure <= 1.8,
  },
  {
    text: 'S5shared median time at most 1.3 × raw ws',
    figure: (of) => over(of, 'S5shared', 'median_ms', 'raw-ws'),
    met: (figure) => figure <= 1.3,
  },
  {
    text: 'S5shared CPU per delivery at most 1.3 × raw ws',
    figure: (of) => over(of, 'S5shared', 'us_per_delivery', 'raw-ws'),
    met: (figure) => figure <= 1.3,
  },
  {
    text: 'S6 requests/s at least 0.3 of the constant string',
    figure: (of) => over(of, 'S6', 'requests_per_s', 'raw-ws'),
    met: (figure) => figure >= 0.3,
  },
  {
    text: "S6 requests/s at least 2.5 × LiveViewJS'",
    figure: (of) => over(of, 'S6', 'requests_per_s', 'liveviewjs'),
    met: (figure) => figure >= 2.5,
  },
  {
    text: 'S6hand CPU per page at most 1.3 × the same HTML by hand',
    figure: (of) => over(of, 'S6hand', 'us_per_request', 'raw-ws'),
    met: (figure) => figure <= 1.3,
  },
  {
    text: 'S7 at most 200 bytes down',
    figure: (of) => of('S7', 'overwire', 'bytes_down'),
    met: (figure) => figure <= 200,
    unit: 'bytes',
  },
  {
    text: 'S7 faster than LiveViewJS',
    figure: (of) => over(of, 'S7', 'median_ms', 'liveviewjs'),
    met: (figure) => figure < 1,
  },
  {
    text: 'S8 CPU per event at most 2.0 × S1',
    figure: (of) => overPlain(of, 'S8'),
    met: (figure) => figure <= 2,
  },
  {
    text: 'S8redis CPU per event at most 2.5 × S1',
    figure: (of) => overPlain(of, 'S8redis'),
    met: (figure) => figure <= 2.5,
  },
  {
    text: 'S9 a sibling of busy views answers within 1.2 × its idle time',
    figure: (of) => of('S9', 'overwire', 'busy_over_idle'),
    met: (figure) => figure <= 1.2,
  },
  {
    text: 'S5cluster median time at most 1.3 × ws and Redis by hand',
    figure: (of) => over(of, 'S5cluster', 'median_ms', 'raw-ws'),
    met: (figure) => figure <= 1.3,
  },
  {
    text: 'S10 99 of 100 calls of a handler answered within 50 ms',
    figure: (of) => of('S10', 'overwire', 'p99_ms'),
    met: (figure) => figure <= 50,
    unit: 'ms',
  },
  {
    text: 'S10 calls without an answer, or with an error',
    figure: (of) => of('S10', 'overwire', 'failed'),
    met: (figure) => figure === 0,
    unit: 'calls',
  },
  {
    text: 'S11 an upload at least 0.7 as fast as busboy by hand',
    figure: (of) => over(of, 'S11', 'mb_per_s', 'raw-ws'),
    met: (figure) => figure >= 0.7,
  },
  {
    text: 'S11 99 of 100 other events answered within 100 ms',
    figure: (of) => of('S11', 'overwire', 'p99_ms'),
    met: (figure) => figure <= 100,
    unit: 'ms',
  },
  {
    text: 'S11 memory of the server grows by less than 50 MB',
    figure: (of) => of('S11', 'overwire', 'rss_growth_mb'),
    met: (figure) => figure < 50,
    unit: 'MB',
  },
]

export function goalsTable(results: readonly Result[]): string {
  const lookup: Lookup = (scenario, framework, key, conns) => {
    const result = results.find(
      (r) => r.scenario === scenario && r.framework === framework && (!conns || r.conns === conns),
    )
    return result?.[key] as number | undefined
  }
  const rows = goals.map((goal) => {
    const figure = goal.figure(lookup)
    if (figure === undefined) return [goal.text, 'not measured', '']
    const shown = goal.unit ? `${number(figure, 0)} ${goal.unit}` : `${number(figure, 2)}×`
    return [goal.text, goal.met(figure) ? 'met' : 'MISSED', shown]
  })
  return `\nGoals\n${columns(rows)}`
}

/** What storing costs: CPU per event divided by that of the same view without a store. */
function overPlain(of: Lookup, scenario: string): number | undefined {
  const plain = of('S1', 'overwire', 'server_cpu_us_per_event')
  const durable = of(scenario, 'overwire', 'server_cpu_us_per_event')
  return plain && durable && durable / plain
}

/** Overwire's figure divided by a peer's. */
function over(
  of: Lookup,
  scenario: string,
  key: string,
  peer: FrameworkName,
  conns?: number,
): number | undefined {
  const own = of(scenario, 'overwire', key, conns)
  const other = of(scenario, peer, key, conns)
  return own === undefined || !other ? undefined : own / other
}
