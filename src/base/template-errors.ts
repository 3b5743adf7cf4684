/** Errors of templates; errors.ts joins all. `close` is the WebSocket close code of those that end a connection. */
export const templateErrors = {
  E_TEMPLATE_SYNTAX: {
    close: 0,
    text: (where: string, what: string, fix: string): string => `${what} ${fix}\n  ${where}`,
  },
  E_TEMPLATE_HTML: {
    close: 0,
    text: (where: string, what: string, fix: string): string =>
      `The browser would not build what this template says: ${what} ${fix}\n  ${where}`,
  },
  E_SLOT_PLACE: {
    close: 0,
    text: (where: string, place: string, fix: string): string =>
      `A value can't stand in ${place}. ${fix}\n  ${where}`,
  },
  E_SLOT_VALUE: {
    close: 0,
    text: (where: string, got: string, fix: string): string =>
      `Expected a string, a number, html\`…\`, each(…) or nothing, got ${got}. ${fix}\n  ${where}`,
  },
  E_EACH_KEY: {
    close: 0,
    text: (key: string, first: number, second: number): string =>
      `each(): the items at ${first} and ${second} have the same key ${key}. ` +
      `Expected a key that is unique in the list, such as the row's database id.`,
  },
  E_EACH_ROW: {
    close: 0,
    text: (index: number, got: string): string =>
      `each(): expected render() to return html\`…\` for every item, got ${got} for item ${index}.`,
  },
  E_EACH_ITEMS: {
    close: 0,
    text: (got: string): string =>
      `each(): expected an array or another iterable, got ${got}. Write each(items ?? [], key, render).`,
  },
  E_STREAM_TWICE: {
    close: 0,
    text: (what: string): string =>
      `each(): ${what} was read a second time in one render. The first place got its rows, and the ` +
      `server has forgotten them. Make a second stream for the other place.`,
  },
  E_STREAM_SOURCE: {
    close: 0,
    text: (got: string): string =>
      `A stream takes an array, another iterable, an async iterable, or a function that returns one; ` +
      `got ${got}. Write stream.insert(item) for a single row.`,
  },
  E_NOT_EVENT: {
    close: 0,
    text: (attribute: string, got: string, fix: string): string =>
      `${attribute}: expected a method marked with @event, got ${got}. ${fix}`,
  },
  E_LIQUID: {
    close: 0,
    text: (where: string, what: string): string => `${what}\n  in ${where}`,
  },
} as const
