/**
 * Names that other frameworks document, for code that moves here. Each is the same as its modern name:
 * `apushToView` is `pushToView`, `eventHandler` is `event`.
 */
export { eventHandler } from './live/view/event.ts'
export { apushToView } from './live/view/push.ts'
