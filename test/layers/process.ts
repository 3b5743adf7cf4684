/** Starts app-process.ts in a process of its own, which ends with its test. */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { typescript } from '../typescript.ts'

/** What the process says when it serves, or can't. */
export interface Started {
  url: string
  code?: string
  message: string
  child: ChildProcess
}

export const script = 'test/layers/app-process.ts'
export const execArgv: string[] = typescript

/** @param environment beside the test's own; its secret is not passed on. */
export async function startApp(
  t: TestContext,
  args: string[],
  environment: Record<string, string> = {},
): Promise<Started> {
  const { OVERWIRE_SECRET: _, NODE_APP_INSTANCE: __, ...env } = process.env
  const child = fork(script, args, { execArgv, env: { ...env, ...environment } })
  t.after(() => child.kill('SIGKILL'))
  const [said] = (await once(child, 'message')) as [Started]
  return { ...said, child }
}
