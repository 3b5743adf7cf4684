/** Errors about events and what pages ask for; errors.ts joins all. `close` is the WebSocket close code of those that end a connection. */
export const eventErrors = {
  E_SCHEMA: {
    close: 0,
    text: (owner: string, events: string): string =>
      `${owner}: expected a schema for the arguments of ${events}, since createApp({ requireSchemas }) is ` +
      `set. Write @event(z.object({ … })).`,
  },
  E_UPLOAD_NAME: {
    close: 0,
    text: (view: string, name: string): string =>
      `${view} has no upload ${name}. Write this.allowUpload('${name.replaceAll('"', '')}', { … }) as a field ` +
      `of the view.`,
  },
  E_UPLOAD_FIELD: {
    close: 0,
    text: (taker: string, field: string): string =>
      `The ${taker} takes no files of a field called "${field}". Write uploads: { ${field}: { … } } in its options, ` +
      `or leave the field’s name out.`,
  },
  E_UPLOAD_STORE: {
    close: 0,
    text: (): string =>
      'Files can’t be kept here: expected createApp({ uploads: diskUploads(folder) }), or an adapter for ' +
      'Node, and a view that runs in no thread.',
  },
  E_UPLOAD_WORKERS: {
    close: 0,
    text: (path: string): string =>
      `Workers can’t reach files for the signal ${path}: its tasks wait in a shared queue, and files on this machine’s ` +
      `temporary disk. Write createApp({ uploads: diskUploads('/mnt/shared/uploads') }), or s3Uploads(…), for both.`,
  },
  E_UPLOAD_GONE: {
    close: 0,
    text: (): string => 'The file is not there: it was cancelled, taken, or waited for too long.',
  },
  E_UPLOAD_BUSY: {
    close: 0,
    text: (): string =>
      'Another process adds bytes to the file. Ask how far it is, and go on from there.',
  },
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
  E_EVENT_TOO_BIG: {
    close: 0,
    text: (size: number, limit: number): string =>
      `An event of ${size} bytes is over the limit of ${limit}. Send less, or raise limits.eventBytes.`,
  },
  E_EVENT_JSON: {
    close: 0,
    text: (problem: string): string => `An event has a value that JSON can't hold: ${problem}`,
  },
  E_OUTCOME: {
    close: 0,
    text: (): string => 'The server lost this view. The event may have run, or not.',
  },
  E_INTERRUPTED: {
    close: 0,
    text: (task: string): string => `The process that ran the task "${task}" has ended.`,
  },
  E_RATE: {
    close: 0,
    text: (): string => 'Too many events in a short time. Wait a moment and try again.',
  },
  E_EVENT_TIME: {
    close: 0,
    text: (ms: number): string =>
      `This took longer than ${ms} ms, and the server gave up. A part of it may have been done.`,
  },
  E_HIBERNATES: {
    close: 0,
    text: (field: string): string =>
      `${field} is in the store while its view hibernates. Read and write fields in the view's own turns: in ` +
      `events, handleInfo, ticks and tasks. From elsewhere call pushToView or publish.`,
  },
  E_WAKE: {
    close: 0,
    text: (): string => 'The store of this page’s state is out of reach. Try again in a moment.',
  },
  E_EFFECTS: {
    close: 0,
    text: (most: number): string =>
      `A slow browser has more than ${most} characters of effects waiting; older ones were ` +
      `dropped. Push less, or keep data that must not be lost in fields.`,
  },
  E_MAILBOX_FULL: {
    close: 0,
    text: (): string => 'The server is still busy with earlier events of this page. Try again.',
  },
  E_HEAP_FULL: {
    close: 0,
    text: (): string => 'The server is short of memory. Try again in a moment.',
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
  E_SESSION: {
    close: 0,
    text: (status: number): string =>
      `A change of the session was not kept (HTTP status ${status}).`,
  },
  E_COOKIES: {
    close: 0,
    text: (): string => 'This page can be read, but not used: the browser keeps no cookies.',
  },
  E_COMMAND: {
    close: 0,
    text: (what: string): string => `A command in the browser failed: ${what}`,
  },
  E_PORTAL: {
    close: 0,
    text: (target: string): string => `No element matches the portal target "${target}".`,
  },
  E_HOOK: {
    close: 0,
    text: (what: string): string => `A hook in the browser failed: ${what}`,
  },
} as const
