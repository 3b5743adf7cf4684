/** Errors that end connections; errors.ts joins all. `close` is the WebSocket close code of those that end a connection. */
import {
  EXPIRED,
  FAILED,
  FENCED,
  FLOOD,
  FOREIGN_ORIGIN,
  JOIN_TIME,
  LOGGED_OUT,
  MALFORMED,
  MOUNT_RATE,
  MOVED,
  NO_SESSION,
  NO_VIEW,
  OTHER_VERSION,
  REPLACED,
  SILENT,
  STORE_DOWN,
  NEWER_STATE,
  TOO_BIG,
  TOO_MANY_WINDOWS,
  WINDOW_BYTES,
  UNSTORED,
} from './close-codes.ts'

export const connectionErrors = {
  E_FRAME_MALFORMED: {
    close: MALFORMED as number,
    text: (expected: string): string => `Expected ${expected}. See docs/protocol.md.`,
  },
  E_TOKEN: {
    close: NO_SESSION as number,
    text: (): string => 'The page token is not one of this server, or belongs to another session.',
  },
  E_FORM_POST: {
    close: 0,
    text: (got: string): string =>
      `Expected the event of a form or button in _event, such as add or remove {"id":7}; got ${got}.`,
  },
  E_TOKEN_EXPIRED: {
    close: EXPIRED as number,
    text: (): string => 'The page token is too old. Load the page again.',
  },
  E_ORIGIN: {
    close: FOREIGN_ORIGIN as number,
    text: (origin: string, host: string): string =>
      `A connection from origin "${origin}" to host "${host}" was refused. ` +
      `Add it to createApp({ origins: [...] }) if it is yours.`,
  },
  E_NO_VIEW: {
    close: NO_VIEW as number,
    text: (path: string): string =>
      `No view is mounted at "${path}". Add one with app.live("${path}", View).`,
  },
  E_VERSION: {
    close: OTHER_VERSION as number,
    text: (server: number, browser: string): string =>
      `The browser speaks protocol ${browser}, this server ${server}. Load the page again.`,
  },
  E_SILENT: {
    close: SILENT as number,
    text: (ms: number): string => `Nothing was heard from the browser for ${ms} ms.`,
  },
  E_JOIN_TIME: {
    close: JOIN_TIME as number,
    text: (ms: number): string => `No JOIN frame came within ${ms} ms. See docs/protocol.md.`,
  },
  E_REPLACED: {
    close: REPLACED as number,
    text: (): string => 'This window was connected again from elsewhere.',
  },
  E_MOVED: {
    close: MOVED as number,
    text: (): string => 'This page is elsewhere now. Load it again.',
  },
  E_LOGGED_OUT: {
    close: LOGGED_OUT as number,
    text: (): string => 'The user logged out. Load the page again.',
  },
  E_FLOOD: {
    close: FLOOD as number,
    text: (): string => 'The browser sends too many messages, or does not read the answers.',
  },
  E_TOO_MANY_WINDOWS: {
    close: TOO_MANY_WINDOWS as number,
    text: (limit: number): string =>
      `More than ${limit} windows of this address are open, or wait to come back.`,
  },
  E_WINDOW_BYTES: {
    close: WINDOW_BYTES as number,
    text: (): string => 'This page took too much of the server’s memory, and begins anew.',
  },
  E_MOUNT_RATE: {
    close: MOUNT_RATE as number,
    text: (): string => 'This page was requested too often. It is loaded again in a few seconds.',
  },
  E_MOUNT: {
    close: FAILED as number,
    text: (): string => 'The server failed to open this page.',
  },
  E_STORE: {
    close: STORE_DOWN as number,
    text: (name: string): string =>
      `The store ${name} of durable views did not answer in time. Events that wait for it are sent again.`,
  },
  E_NEWER: {
    close: NEWER_STATE as number,
    text: (view: string): string =>
      `The state of ${view} is of a newer version than this process has. Its browser tries to reach another one.`,
  },
  E_UNSTORED: {
    close: UNSTORED as number,
    text: (view: string): string =>
      `An event left ${view} in a state that can't be stored: its window goes on from the state before.`,
  },
  E_FENCED: {
    close: FENCED as number,
    text: (): string => 'Another process has taken over this window.',
  },
  E_HOST: {
    close: 0,
    text: (host: string): string =>
      `Expected a host such as "example.com" or "localhost:3000" in the request, got "${host}".`,
  },
  E_ADDRESS_SIZE: {
    close: 0,
    text: (most: number, got: number): string =>
      `Expected an address of at most ${most} characters, got one of ${got}. Keep what is longer in the ` +
      `session or the view.`,
  },
  E_BODY: {
    close: 0,
    text: (expected: string, got: string, why: string): string =>
      `The body of the request is no ${expected}: its content-type is "${got}", and reading it fails with ${why}.`,
  },
  E_BODY_SIZE: {
    close: 0,
    text: (
      max: number,
      limit: string = 'app.post(path, handler, { bodyBytes }) or limits.bodyBytes',
    ): string =>
      `Expected a body of at most ${max} bytes, got more. Send less, or allow more with ${limit}.`,
  },
  E_BODY_PIECES: {
    close: 0,
    text: (bytes: number, pieces: number): string =>
      `Expected a body in chunks of some length, got ${bytes} bytes in ${pieces}. Send more in each.`,
  },
  E_BODY_NUMBERS: {
    close: 0,
    text: (bytes: number, most: number): string =>
      `Expected names that are words in the objects of a body, got numbers such as {"999":0}: copies of them may take ` +
      `${Math.round(bytes)} bytes, more than the ${most} of limits.heldBodyBytesPerAddress. Send lists.`,
  },
  E_BODY_TAKEN: {
    close: 0,
    text: (method: string, path: string): string =>
      `The body of ${method} ${path} was read before the request came to the app, by a body parser of its host. Let the ` +
      'app stand before it: write server.use(overwire(app)) above express.json(), context.req.parseBody() and the like.',
  },
  E_BODIES: {
    close: 0,
    text: (): string =>
      'Too many bytes of request bodies are in memory: bodies that have not arrived in full (limits.unfinishedBytes, ' +
      'limits.unfinishedBytesPerAddress), or bodies whose requests are not answered yet (limits.heldBodyBytes, ' +
      'limits.heldBodyBytesPerAddress). Raise the limits, or make senders and handlers faster.',
  },
  E_GUARD: {
    close: 0,
    text: (got: string): string =>
      `app.use(…): expected the guard to say true, false, an address or a status from 400 to 599, ` +
      `got ${got}. Write return false to refuse, and return '/login' to send the visitor there.`,
  },
  E_NO_RESPONSE: {
    close: 0,
    text: (route: string, got: string): string =>
      `app.http("${route}", …): expected the handler to return a Response, got ${got}. ` +
      `Write return new Response(…) on every way through it.`,
  },
  E_FRAME_TOO_BIG: {
    close: TOO_BIG as number,
    text: (max: number): string =>
      `A frame was over the limit of ${max} bytes. Send less, or raise limits.frameBytes.`,
  },
} as const
