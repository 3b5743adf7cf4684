/** Errors of channel layers and of values that processes exchange; errors.ts joins all. */
export const layerErrors = {
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
      `Send an id, and let the receiver read the data from your database.`,
  },
  E_VITE_PEER: {
    close: 0,
    text: (why: string): string =>
      `The plugin of overwire/vite needs the package "esbuild": npm install -D esbuild. (${why})`,
  },
  E_TEST_PEER: {
    close: 0,
    text: (module: string, why: string): string =>
      `A page without a browser needs the package "${module}": npm install -D happy-dom @testing-library/dom ` +
      `@testing-library/user-event. (${why})`,
  },
} as const
