/**
 * Every error this package throws or sends. docs/reference/errors.md lists the same codes, and
 * test/errors.test.ts fails when the two differ. Ground floor: imports nothing.
 */

/** `close` is the WebSocket close code of errors that end a connection, else 0. */
const table = {
  // Templates
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
      `each(): ${what} was read a second time in one render. The first place got its rows and they are ` +
      `forgotten; expected one place, so make a second stream for the other.`,
  },
  E_STREAM_SOURCE: {
    close: 0,
    text: (got: string): string =>
      `A stream takes an array, another iterable, an async iterable, or a function that returns one; ` +
      `got ${got}. Write stream.insert(item) for a single row.`,
  },
  E_NOT_EVENT: {
    close: 0,
    text: (attribute: string, got: string): string =>
      `${attribute}: expected a method marked with @event, got ${got}. ` +
      `Write @event above the method and ${attribute}=\${this.method} in the template.`,
  },
  E_LIQUID: {
    close: 0,
    text: (where: string, what: string): string => `${what}\n  in ${where}`,
  },
  // Views
  E_NO_RENDER: {
    close: 0,
    text: (view: string, got: string): string =>
      `${view}.render() must return html\`…\`, got ${got}.`,
  },
  E_NO_TEMPLATE: {
    close: 0,
    text: (view: string, what: string, fix: string): string => `${view} ${what} ${fix}`,
  },
  E_EVENT_DECORATOR: {
    close: 0,
    text: (kind: string, name: string): string =>
      `@event marks public methods with a name; it stands on the ${kind} "${name}".`,
  },
  E_ROUTE: {
    close: 0,
    text: (path: string, why: string): string => `app.live("${path}", …): ${why}`,
  },
  E_OPTION: {
    close: 0,
    text: (option: string, expected: string, got: string): string =>
      `Option ${option}: expected ${expected}, got ${got}.`,
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
  E_MESSAGE_SIZE: {
    close: 0,
    text: (topic: string, bytes: number, limit: number): string =>
      `A message to the topic "${topic}" has ${bytes} bytes; expected less than ${limit}. ` +
      `Send an id, and let who gets it read the data where it is kept.`,
  },
  E_NOT_OPEN: {
    close: 0,
    text: (name: string): string =>
      `${name} is not open: this works from mount() on, until disconnect() has run.`,
  },
  E_ACTOR: {
    close: 0,
    text: (view: string, why: string): string =>
      `${view} runs in another thread (static useActors), and ${why}`,
  },
  E_SHARED: {
    close: 0,
    text: (view: string, what: string): string =>
      `${view} is shared by many windows, which ${what} can't be. Keep the rows in a field and show them ` +
      `with each(items, key, render), or remove static shared.`,
  },
  E_NOT_RENDERING: {
    close: 0,
    text: (what: string): string =>
      `${what} was called outside of a render. Write \${${what.replace('()', '(…)')}} into the template that render() returns.`,
  },
  E_COMPONENT_ID: {
    close: 0,
    text: (what: string): string =>
      `Two components or views of one page are both "${what}". Expected an id that no other of the class has.`,
  },
  E_ADDRESS: {
    close: 0,
    text: (got: string): string =>
      `Expected an address of this site, such as "/users?page=2", got ${got}. ` +
      `For another site write liveRedirect(url, { external: true }).`,
  },
  E_NAVIGATION_LOOP: {
    close: 0,
    text: (most: number, url: string): string =>
      `The address was changed more than ${most} times without an event of the user, last to "${url}". ` +
      `Expected handleParams(), mount() and handlers not to send the visitor in circles.`,
  },
  E_MODEL: {
    close: 0,
    text: (view: string, field: string): string =>
      `live-model may not set the field ${field} of ${view}. List it: static model = [${field}].`,
  },
  E_FORM: {
    close: 0,
    text: (): string =>
      `form(): expected a schema that answers at once, got one that answers later. ` +
      `Check what takes time in the event, and show it with form.withErrors({ field: 'message' }).`,
  },
  E_FORBIDDEN: {
    close: 0,
    text: (): string => 'You may not do this.',
  },
  E_NOT_FOUND: {
    close: 0,
    text: (): string => 'What this page is about is not there any more.',
  },
  // Events
  E_UNKNOWN_EVENT: {
    close: 0,
    text: (): string => 'The page called an event that its view does not have.',
  },
  E_BAD_ARGS: {
    close: 0,
    text: (issues: string): string => `The values sent with the event were refused: ${issues}`,
  },
  E_HANDLER: {
    close: 0,
    text: (): string => 'The server failed to handle this. Nothing was changed.',
  },
  E_RATE: {
    close: 0,
    text: (): string => 'Too many events in a short time. Wait a moment and try again.',
  },
  E_MAILBOX_FULL: {
    close: 0,
    text: (): string => 'The server is still busy with earlier events of this page. Try again.',
  },
  E_PART: {
    close: 0,
    text: (part: string): string =>
      `The browser can't load ${part}.js, a part of the client. Is /_overwire/ served by this app?`,
  },
  E_QUEUE: {
    close: 0,
    text: (limit: number): string =>
      `More than ${limit} events wait for an answer; this one was dropped. Wait for the connection.`,
  },
  E_COMMAND: {
    close: 0,
    text: (what: string): string => `A command in the browser failed: ${what}`,
  },
  E_HOOK: {
    close: 0,
    text: (what: string): string => `A hook in the browser failed: ${what}`,
  },
  // Connections
  E_FRAME_MALFORMED: {
    close: 4400,
    text: (expected: string): string => `Expected ${expected}. See docs/protocol.md.`,
  },
  E_TOKEN: {
    close: 4401,
    text: (): string => 'The page token is not one of this server, or belongs to another session.',
  },
  E_TOKEN_EXPIRED: {
    close: 4402,
    text: (): string => 'The page token is too old. Load the page again.',
  },
  E_ORIGIN: {
    close: 4403,
    text: (origin: string, host: string): string =>
      `A connection from origin "${origin}" to host "${host}" was refused. ` +
      `Add it to createApp({ origins: [...] }) if it is yours.`,
  },
  E_NO_VIEW: {
    close: 4404,
    text: (path: string): string =>
      `No view is mounted at "${path}". Add one with app.live("${path}", View).`,
  },
  E_VERSION: {
    close: 4406,
    text: (server: number, browser: string): string =>
      `The browser speaks protocol ${browser}, this server ${server}. Load the page again.`,
  },
  E_SILENT: {
    close: 4408,
    text: (ms: number): string => `Nothing was heard from the browser for ${ms} ms.`,
  },
  E_REPLACED: {
    close: 4409,
    text: (): string => 'This window was connected again from elsewhere.',
  },
  E_MOVED: {
    close: 4410,
    text: (): string => 'This page is elsewhere now. Load it again.',
  },
  E_LOGGED_OUT: {
    close: 4411,
    text: (): string => 'The user logged out. Load the page again.',
  },
  E_FLOOD: {
    close: 4413,
    text: (): string => 'The browser sends on and on, and takes no answers.',
  },
  E_TOO_MANY_WINDOWS: {
    close: 4429,
    text: (limit: number): string => `More than ${limit} windows are open from this address.`,
  },
  E_MOUNT: {
    close: 4500,
    text: (): string => 'The server failed to open this page.',
  },
  E_FRAME_TOO_BIG: {
    close: 1009,
    text: (max: number): string =>
      `A frame was over the limit of ${max} bytes. Send less, or raise limits.frameBytes.`,
  },
} as const

/** The codes of all errors: `E_…`. */
export type ErrorCode = keyof typeof table

/** An error of this package. `message` may name code and values: log it, do not show it to users. */
export class LiveError extends Error {
  /** Stable code, listed in docs/reference/errors.md. */
  readonly code: ErrorCode
  /** WebSocket close code if this error ends a connection, else 0. */
  readonly close: number

  constructor(code: ErrorCode, message: string) {
    super(`[${code}] ${message}`)
    this.name = 'LiveError'
    this.code = code
    this.close = table[code].close
  }
}

/** Builds an error from the table: `throw fail('E_NO_VIEW', path)`. */
export function fail<C extends ErrorCode>(
  code: C,
  ...args: Parameters<(typeof table)[C]['text']>
): LiveError {
  const text = table[code].text as (...args: unknown[]) => string
  return new LiveError(code, text(...args))
}

/** The sentence of an error without its code, for a frame. */
export function sentence(error: LiveError): string {
  return error.message.slice(error.code.length + 3)
}

/** All codes with their close codes, for the reference page and its test. */
export function errorTable(): { code: ErrorCode; close: number }[] {
  return Object.entries(table).map(([code, row]) => ({ code: code as ErrorCode, close: row.close }))
}

/** Describes any value in an error sentence: `a Date`, `"abc"`, `undefined`. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40))
  if (typeof value === 'function') return `the function ${value.name || '(anonymous)'}`
  if (value === null || typeof value !== 'object') return String(value)
  const name = Object.getPrototypeOf(value)?.constructor?.name as string | undefined
  return name === 'Object' || name === undefined ? 'an object' : `a value of class ${name}`
}
