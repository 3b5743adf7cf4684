/** Errors of views and apps; errors.ts joins all. `close` is the WebSocket close code of those that end a connection. */
export const viewErrors = {
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
  E_LEGACY_DECORATORS: {
    close: 0,
    text: (name: string): string =>
      `@event on "${name}" was compiled as an old, experimental decorator of TypeScript. Remove ` +
      `"experimentalDecorators" from tsconfig.json (or set it to false), and set the "target" to ES2022.`,
  },
  E_ROUTE: {
    close: 0,
    text: (path: string, why: string): string => `app.live("${path}", …): ${why}`,
  },
  E_VIEW_NAME: {
    close: 0,
    text: (name: string, one: string, other: string): string =>
      `Expected view classes with different names, got two named "${name}": one at ${one}, another at ` +
      `${other}. Pushes find views by name: rename one of them. Where a bundler shortens names, let it ` +
      `keep them (esbuild: keepNames).`,
  },
  E_OPTION: {
    close: 0,
    text: (option: string, expected: string, got: string): string =>
      `Option ${option}: expected ${expected}, got ${got}.`,
  },
  E_STATE: {
    close: 0,
    text: (name: string, what: string): string =>
      `${name} can't be stored: it has ${what}. Keep such values in fields whose names begin with _ and make them again in ` +
      `restored(request), or write static serialize and revive. Without that a view can't be durable, and others are mounted anew in the next process.`,
  },
  E_STATE_SIZE: {
    close: 0,
    text: (name: string, bytes: number, max: number, field: string, most: number): string =>
      `${name} can't be stored: its state has ${bytes} bytes, more than limits.stateBytes (${max}); the ` +
      `field ${field} has ${most}. Keep an id and read the rest in restored(request), or raise the limit.`,
  },
  E_STATE_MEMORY: {
    close: 0,
    text: (name: string, bytes: number, max: number): string =>
      `The state of ${name} takes about ${Math.ceil(bytes)} bytes of memory, more than limits.windowBytes (${max}). ` +
      `Keep less in its fields, or raise the limit.`,
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
      `For an address outside of the app write liveRedirect(url, { external: true }), or { url, external: true } for a guard.`,
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
      `form(): expected a schema without async checks, got an async one. ` +
      `Run such checks in the event, and show it with form.withErrors({ field: 'message' }).`,
  },
  E_SESSION_SIZE: {
    close: 0,
    text: (size: number, most: number, key: string, bytes: number): string =>
      `The session has ${size} bytes as JSON; its cookie holds ${most}. The largest part is ` +
      `${JSON.stringify(key)} with ${bytes}. Keep it in a database, and its id in the session.`,
  },
  E_SESSION_VALUE: {
    close: 0,
    text: (why: string): string => `Expected JSON values in the session; ${why}.`,
  },
  E_MOUNTED: {
    close: 0,
    text: (basePath: string, mount: string): string =>
      `createApp({ basePath: "${basePath}" }) says where the app is mounted, but its host has it below "${mount}". Leave one ` +
      'of them out, or make them equal: the path is the whole one in the browser’s address.',
  },
  E_BASE_PATH: {
    close: 0,
    text: (basePath: string, path: string, own: string): string =>
      `This app is mounted below "${basePath}", and "${path}" is not. Ask for "${own}", or leave ` +
      'createApp({ basePath }) out. A proxy in front must pass on the whole path.',
  },
  E_NO_SOCKETS: {
    close: 0,
    text: (): string =>
      'A page asks for a WebSocket, and this server opens none. For a server of Node write attachSockets(app, server) of ' +
      '"overwire/node"; to Bun.serve give websocket: overwire(app).websocket of "overwire/bun"; with Deno.serve use Hono.',
  },
  E_ENVIRONMENT: {
    close: 0,
    text: (name: string, expected: string, got: string): string =>
      `The environment variable ${name}: expected ${expected}, got ${got}.`,
  },
  E_HONO: {
    close: 0,
    text: (): string =>
      'Hono got this request without its server. Serve the app with serve({ fetch: server.fetch }) of @hono/node-server, ' +
      'Bun.serve({ fetch: server.fetch, websocket }) or Deno.serve(server.fetch); tests ask app.fetch(request).',
  },
  E_FORBIDDEN: {
    close: 0,
    text: (): string => 'You may not do this.',
  },
  E_NOT_FOUND: {
    close: 0,
    text: (): string => 'This page shows something that does not exist any more.',
  },
} as const
