/**
 * What the runner and a driver process say to each other. The runner first lets every framework
 * prepare, then asks each in turn for a short slice of measuring, again and again: a machine that
 * slows down for some seconds slows all of them.
 */
import type { Question, Reply } from '../servers/stage.ts'

export const frameworkNames = ['raw-ws', 'socket.io', 'liveviewjs', 'overwire'] as const
export type FrameworkName = (typeof frameworkNames)[number]

export const scenarioNames = [
  'S1',
  'S2',
  'S2memo',
  'S3',
  'S4',
  'S5',
  'S5shared',
  'S6',
  'S6hand',
  'S7',
  'S8',
  'S8redis',
  'S9',
  'S5cluster',
  'S10',
  'S11',
] as const
export type ScenarioName = (typeof scenarioNames)[number]

export interface Job {
  framework: FrameworkName
  scenario: ScenarioName
  port: number
  serverPid: number
}

/** To the driver: a job to prepare, a slice to measure, the last checks, a server's reply. */
export type Order =
  | { job: Job }
  | { slice: { seconds: number; times: number } }
  | { finish: true }
  | { reply: Reply }

/** From the driver: an order is done (with a slice's results), or a question to the server. */
export type Report = { done: Figures[] } | { failure: string } | { question: Question }

/** `conns` tells apart the sizes of S4; the other keys are what scenarios.ts lists. */
export interface Figures {
  conns: number
  [figure: string]: number
}

/** A scenario in progress, in the driver process. */
export interface Session {
  /** Measures for so many seconds, or does the thing so many times, whichever it counts in. */
  slice(seconds: number, times: number): Promise<Figures[]>
  /** Throws when the state that the answers show is not what the events should have made of it. */
  finish(): Promise<void>
}
