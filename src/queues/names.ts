/**
 * Names as BullMQ takes them: a colon separates the parts of its keys, and its own ids are numbers or
 * begin with `repeat:`. `invoices:eu` becomes `invoices%3Aeu`, task `17` becomes job `t.17`.
 */

/** A queue's or schedule's name in BullMQ. */
export function encodeName(name: string): string {
  return name.replaceAll('%', '%25').replaceAll(':', '%3A')
}

/** The name that encodeName was given. */
export function decodeName(encoded: string): string {
  return encoded.replaceAll('%3A', ':').replaceAll('%25', '%')
}

/** The ids that the job of a task can have: added by itself, or by a schedule (`nightly@1760000000000`). */
export function jobIdsOf(taskId: string): string[] {
  const [, schedule, time] = /^(.+)@(\d+)$/s.exec(taskId) ?? []
  const own = `t.${encodeName(taskId)}`
  return schedule === undefined ? [own] : [own, `repeat:${encodeName(schedule)}:${time}`]
}

/** The id of the task of a job. */
export function taskIdOf(jobId: string): string {
  const [, schedule, time] = /^repeat:(.+):(\d+)$/s.exec(jobId) ?? []
  return schedule === undefined ? decodeName(jobId.slice(2)) : `${decodeName(schedule)}@${time}`
}
