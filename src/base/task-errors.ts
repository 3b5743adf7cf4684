/** Errors of tasks, queues and the command line; errors.ts joins all. */
export const taskErrors = {
  E_TASK: {
    close: 0,
    text: (task: string, expected: string, got: string): string =>
      `Task ${task}: expected ${expected}, got ${got}.`,
  },
  E_SCHEDULE: {
    close: 0,
    text: (id: string, expected: string, got: string): string =>
      `Schedule ${id}: expected ${expected}, got ${got}.`,
  },
  E_DEAD_LETTER: {
    close: 0,
    text: (queue: string, id: string): string =>
      `The queue ${queue} has no dead letter "${id}". Expected an id of those that failed("${queue}") lists.`,
  },
  E_TASK_QUEUE: {
    close: 0,
    text: (name: string, why: string, fix: string): string =>
      `The task queue ${name} can't do this: ${why}. ${fix}`,
  },
  E_TASK_TIME: {
    close: 0,
    text: (id: string, ms: number): string =>
      `The task ${id} did not end within ${ms} ms. Let its function end when its signal is aborted, or give ` +
      `memoryQueue({ taskMs }) more.`,
  },
  E_TASKS: {
    close: 0,
    text: (held: number): string =>
      `The server is still busy with ${held} calls of this visitor. Try again.`,
  },
  E_TASK_STOPPED: {
    close: 0,
    text: (id: string, why: string): string =>
      `Task ${id} must stop: ${why}. Expected it to end soon; it begins anew elsewhere.`,
  },
  E_COMMAND_LINE: {
    close: 0,
    text: (what: string, fix: string): string => `${what} ${fix}`,
  },
} as const
