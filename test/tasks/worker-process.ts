/**
 * A process that works on the queue of a test: its arguments are Redis and the queue's name. It tells its
 * parent what begins and what ends. A task named `hang` ends only in a process that is told to finish it.
 */
import { bullmqQueue } from 'overwire/bullmq'
import type { RunningTask } from 'overwire/tasks'

const [connection, line, finishes] = process.argv.slice(2) as [string, string, string?]
const queue = bullmqQueue({ connection, lockMs: 500, stalledMs: 200 })
const tell = (text: string): void => void process.send!(text)

const run = async ({ id, name }: RunningTask): Promise<void> => {
  tell(`begins ${id}`)
  if (name === 'hang' && finishes !== 'finish') await new Promise(() => {})
  tell(`ends ${id}`)
}

const task = { queue: line, name: 'tick', payload: null }
await queue.schedule({ id: 'tick', cron: '* * * * * *', task })
await queue.work([line], run)
tell('ready')
