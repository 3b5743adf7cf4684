/** Errors of handlers and rooms; errors.ts joins all. */
export const handlerErrors = {
  E_HANDLER_NAME: {
    close: 0,
    text: (name: string, why: string): string =>
      `liveviewHandler("${name}", …): expected a different name for each handler, got ${why}.`,
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
    text: (what: string): string => `An attribute of the page is invalid: ${what}`,
  },
  E_ROOM: {
    close: 0,
    text: (): string => 'You may not enter this room.',
  },
} as const
