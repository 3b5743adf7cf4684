/** The door of signals: named events with functions on the server and in browsers. */
export { setWebsocketTopics } from './audience/websocket-topics.ts'
export { jsCall, jsCalls } from './signals/js-call.ts'
export type { JsCall, JsCallOptions } from './signals/js-call.ts'
export {
  everyone,
  hasPerm,
  isAnonymous,
  isAuthenticated,
  isStaff,
  isSuperuser,
  serverSide,
} from './signals/permission.ts'
export type { Permission } from './signals/permission.ts'
export { serializedForm } from './signals/serialized-form.ts'
export type { FormPair } from './signals/serialized-form.ts'
export { disconnectSignals, listSignals, signal } from './signals/signal.ts'
export type {
  ArgsSchema,
  Checked,
  Signal,
  SignalArgs,
  SignalFunction,
  SignalOptions,
  SignalTask,
} from './signals/signal.ts'
export { BROADCAST, SERVER, SESSION, SYNC, USER, WINDOW } from './signals/target.ts'
export type { SignalTarget } from './signals/target.ts'
export type { TaskUpload } from './signals/task-uploads.ts'
export { trigger } from './signals/trigger.ts'
export type { Source, TriggerOptions, TriggerWith, Triggered } from './signals/trigger.ts'
export {
  addWindowInfoMiddleware,
  userFields,
  windowInfo,
  WindowInfo,
} from './signals/window-info.ts'
export type { WindowInfoData, WindowInfoMiddleware } from './signals/window-info.ts'
