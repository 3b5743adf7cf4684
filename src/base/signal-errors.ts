/** Errors of signals and topics; errors.ts joins all. */
export const signalErrors = {
  E_TOPIC: {
    close: 0,
    text: (got: string): string =>
      `Expected a topic that is the same in every process: a text of at most 512 characters, a number, { type, id } or an object ` +
      `with a topicKey; got ${got}.`,
  },
  E_TOPICS: {
    close: 0,
    text: (most: number): string =>
      `A window, or one of its views, joined more than ${most} topics. Expected fewer, wider ones: one for each page or group.`,
  },
  E_SIGNAL_PATH: {
    close: 0,
    text: (got: string): string =>
      `signal(): expected a path of identifiers with dots, such as "report.build", got ${got}.`,
  },
  E_NO_SIGNAL: {
    close: 0,
    text: (): string => 'The page called a signal that does not exist, or that it may not call.',
  },
  E_SIGNAL: {
    close: 0,
    text: (what: string): string => `A signal in the browser failed: ${what}`,
  },
  E_UNKNOWN_SIGNAL: {
    close: 0,
    text: (name: string): string =>
      `A task is for the signal function ${name}, which this process does not have. ` +
      `Import the module that connects it in the worker too.`,
  },
  E_TRIGGER: {
    close: 0,
    text: (what: string): string =>
      `${what} is not possible here. Expected a window's info, request or view as the first argument, or a ` +
      `target that needs none: SERVER, BROADCAST, a topic, to.user(id), to.room(id).`,
  },
  E_NO_WINDOW: {
    close: 0,
    text: (what: string): string =>
      `${what} needs the window of a page: the request of app.live() or app.page(), not of app.http().`,
  },
} as const
