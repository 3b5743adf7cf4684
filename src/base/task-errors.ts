/** Errors of handlers, signals, tasks and channel layers; errors.ts joins all. */
export const workErrors = {
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
  E_TASK_STOPPED: {
    close: 0,
    text: (id: string, why: string): string =>
      `Task ${id} must stop: ${why}. Expected it to end soon; it begins anew elsewhere.`,
  },
  E_HANDLER_NAME: {
    close: 0,
    text: (name: string, why: string): string =>
      `liveviewHandler("${name}", …): expected a name of its own for each handler, got ${why}.`,
  },
  E_UNKNOWN_HANDLER: {
    close: 0,
    text: (): string => 'The page called a function that the server does not have.',
  },
  E_SEND: {
    close: 0,
    text: (what: string, expected: string): string => `send(): expected ${expected}, got ${what}.`,
  },
  E_SCRIPT: {
    close: 0,
    text: (): string =>
      'send({ script }) is refused: scripts from the server are off. ' +
      'Set createApp({ allowScript: true }) if this app needs them.',
  },
  E_ACTION: {
    close: 0,
    text: (what: string): string => `An attribute of the page can't be meant: ${what}`,
  },
  E_ROOM: {
    close: 0,
    text: (): string => 'You may not enter this room.',
  },
  E_TOPIC: {
    close: 0,
    text: (got: string): string =>
      `Expected a topic that is the same in every process: a text, a number, { type, id } or an object ` +
      `with a topicKey; got ${got}.`,
  },
  E_TOPICS: {
    close: 0,
    text: (most: number): string =>
      `A window joined more than ${most} topics. Expected few, wider ones: one for each page or group.`,
  },
  E_COMMAND_LINE: {
    close: 0,
    text: (what: string, fix: string): string => `${what} ${fix}`,
  },
  E_SIGNAL_PATH: {
    close: 0,
    text: (got: string): string =>
      `signal(): expected a path of identifiers with dots, such as "report.build", got ${got}.`,
  },
  E_NO_SIGNAL: {
    close: 0,
    text: (): string => 'The page called a signal that it may not call, or that there is not.',
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
      `${what} can't be meant here. Expected a window's info, request or view as the first argument, or a ` +
      `target that needs none: SERVER, BROADCAST, a topic, user(id), room(id).`,
  },
  E_NO_WINDOW: {
    close: 0,
    text: (what: string): string =>
      `${what} needs the window of a page: the request of app.live() or app.page(), not of app.http().`,
  },
  E_LAYER: {
    close: 0,
    text: (layer: string, what: string, fix: string): string =>
      `The channel layer "${layer}" ${what}. ${fix}`,
  },
  E_LAYER_MEMORY: {
    close: 0,
    text: (layer: string, why: string): string =>
      `Expected a channel layer that reaches the app's other processes, since ${why}; got "${layer}". ` +
      `Write createApp({ layer: redisLayer(url) }), or natsLayer(url); or createApp({ processes: 1 }) ` +
      `if there are no others.`,
  },
  E_JSON_VALUE: {
    close: 0,
    text: (what: string, path: string, got: string): string =>
      `${what} can't carry ${path}, which is ${got}. It carries what JSON has: make a text or a number of ` +
      `it, for example with String(value).`,
  },
  E_MESSAGE_VALUE: {
    close: 0,
    text: (path: string, got: string): string =>
      `A message can't carry ${path}, which is ${got}. It carries JSON values, dates, maps, sets and big ` +
      `integers: send the data, and make the object where it arrives.`,
  },
  E_MESSAGE_SIZE: {
    close: 0,
    text: (topic: string, bytes: number, limit: number): string =>
      `A message to the topic "${topic}" has ${bytes} bytes; expected less than ${limit}. ` +
      `Send an id, and let who gets it read the data where it is kept.`,
  },
  E_TEST_PEER: {
    close: 0,
    text: (module: string, why: string): string =>
      `A page without a browser needs the package "${module}": npm install -D happy-dom @testing-library/dom ` +
      `@testing-library/user-event. (${why})`,
  },
} as const
