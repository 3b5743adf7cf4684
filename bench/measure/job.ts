/** What the runner tells the driver process, and what comes back. */
export const frameworkNames = ['raw-ws', 'socket.io', 'liveviewjs', 'overwire'] as const
export type FrameworkName = (typeof frameworkNames)[number]

export const scenarioNames = ['S1', 'S2', 'S2memo', 'S3', 'S4', 'S5', 'S6', 'S7'] as const
export type ScenarioName = (typeof scenarioNames)[number]

export interface Job {
  framework: FrameworkName
  scenario: ScenarioName
  port: number
  serverPid: number
  warmSeconds: number
  seconds: number
  /** How often S5 publishes and S7 joins. */
  publishes: number
  joins: number
}

/** One line of bench/results/latest.json; the keys beyond these three depend on the scenario. */
export interface Result {
  framework: FrameworkName
  scenario: string
  conns: number
  [figure: string]: number | string
}
