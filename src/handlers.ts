/** The door of handlers: named functions that browsers call. */
export { liveviewHandler, liveviewRegistry } from './handlers/registry.ts'
export type {
  Handler,
  HandlerOptions,
  LiveviewRegistry,
  Middleware,
  Registered,
} from './handlers/registry.ts'
export type { AuthorizeRoom } from './handlers/calls.ts'
export type { Consumer } from './handlers/consumer.ts'
export type { Content, FieldValue, FormFields, Issues } from './handlers/content.ts'
export { liveviewRoomUuid } from './handlers/room-ids.ts'
export { send } from './handlers/send.ts'
export type { Html } from './handlers/html-text.ts'
export type { SendData, SendOptions } from './handlers/send.ts'
export { uploadList } from './handlers/window-uploads.ts'
export type { FieldUploadOptions } from './handlers/window-uploads.ts'
export type { TimerOptions } from './handlers/timers.ts'
