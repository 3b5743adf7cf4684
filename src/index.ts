/** The server's door: views, templates and apps. */
export { LiveError } from './base/errors.ts'
export { Namespace } from './base/namespace.ts'
export type { ErrorCode } from './base/errors.ts'
export type { Limits } from './base/limits.ts'
export type { Logger } from './base/logger.ts'
export type { Clock } from './base/clock.ts'
export { checkMessageSize, MESSAGE_BYTES } from './pubsub/layer.ts'
export type { ChannelLayer } from './pubsub/layer.ts'
export { js } from './wire/commands.ts'
export type { Commands, Motion, Target, Undoable, Where } from './wire/commands.ts'
export { call } from './template/binding.ts'
export { each } from './template/each.ts'
export type { EachKey, EachOptions } from './template/each.ts'
export { html, svg } from './template/html.ts'
export type { Block } from './template/html.ts'
export { memo } from './template/memo.ts'
export { portal } from './template/portal.ts'
export type { PortalOptions } from './template/portal.ts'
export { raw } from './template/raw.ts'
export { stream } from './template/stream.ts'
export type { InsertOptions, Stream, StreamOptions, StreamSource } from './template/stream.ts'
export { textStream } from './template/text-stream.ts'
export type { TextStream } from './template/text-stream.ts'
export { memoryStore } from './stores/memory.ts'
export type { Commit, StateStore, StoredWindow } from './stores/store.ts'
export { memoryQueue } from './tasks/memory-queue.ts'
export type { MemoryQueueOptions } from './tasks/memory-queue.ts'
export type { RunTask, TaskQueue, TaskWorker, WorkOptions } from './tasks/queue.ts'
export type { Schedule, ScheduledTask } from './tasks/schedule.ts'
export type { FailedTask, RunningTask, Task } from './tasks/task.ts'
export { asyncResult } from './live/view/async-result.ts'
export type { AsyncResult } from './live/view/async-result.ts'
export { component, LiveComponent } from './live/children/live-component.ts'
export { context } from './live/view/context.ts'
export type { Context } from './live/view/context.ts'
export { event, eventHandler } from './live/view/event.ts'
export type { EventContext, EventOptions, Permissions } from './live/view/event.ts'
export type { HostOptions, Identity, ViewOptions } from './live/children/child.ts'
export type { PageMeta } from './live/page/page-meta.ts'
export { onMount } from './live/view/mount-hook.ts'
export type { MountHook } from './live/view/mount-hook.ts'
export type { PatchTo, QueryValues } from './live/page/address.ts'
export { liveView } from './live/children/nested-view.ts'
export type { RateLimit } from './live/view/rate-limit.ts'
export { apushToView, publish, pushToView } from './live/view/push.ts'
export type { NamedPush, Push } from './live/view/push.ts'
export type { LiveRequest, Params, Session, User } from './live/page/request.ts'
export type { Outcome, TaskContext } from './live/view/async-tasks.ts'
export { checkCsrf, csrfToken } from './live/page/csrf.ts'
export { form } from './live/form/form.ts'
export type {
  Form,
  FormErrors,
  FormField,
  FormOptions,
  FormRow,
  Submitted,
} from './live/form/form.ts'
export { flashContainer as flash } from './live/page/flash-container.ts'
export type { FlashOptions } from './live/page/flash-container.ts'
export type { Surroundings, TemplateEngine, TemplateSource } from './live/page/template-engine.ts'
export { LiveView } from './live/view/live-view.ts'
export type { LiveViewClass } from './live/view/live-view.ts'
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
export type { Html, SendData, SendOptions } from './handlers/send.ts'
export type { TimerOptions } from './handlers/timers.ts'
export { room, session, topic, user } from './audience/address.ts'
export type { Address, TopicKey } from './audience/address.ts'
export { setWebsocketTopics } from './audience/websocket-topics.ts'
export { putFlash } from './audience/put-flash.ts'
export { failedTasks, retryTask } from './signals/dead-letters.ts'
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
export { schedule } from './signals/schedule.ts'
export type { ScheduleOptions } from './signals/schedule.ts'
export { serializedForm } from './signals/serialized-form.ts'
export type { FormPair } from './signals/serialized-form.ts'
export { disconnectSignals, listSignals, signal } from './signals/signal.ts'
export type {
  ArgsSchema,
  Checked,
  SignalArgs,
  SignalFunction,
  SignalOptions,
  SignalTask,
} from './signals/signal.ts'
export { BROADCAST, SERVER, SESSION, SYNC, USER, WINDOW } from './signals/target.ts'
export type { SignalTarget } from './signals/target.ts'
export { trigger } from './signals/trigger.ts'
export type { Source, TriggerOptions } from './signals/trigger.ts'
export {
  addWindowInfoMiddleware,
  userFields,
  windowInfo,
  WindowInfo,
} from './signals/window-info.ts'
export type { WindowInfoData, WindowInfoMiddleware } from './signals/window-info.ts'
export { presence } from './presence/presence.ts'
export type { Attendee, TrackOptions } from './presence/topic-presence.ts'
export type { Presence } from './presence/presence.ts'
export type { Person, PresenceChange } from './presence/roster.ts'
export type { ErrorInfo, OnError } from './live/page/failure.ts'
export type { PageContent, RenderPage } from './live/view/function-page.ts'
export type { Raw, RawOptions } from './template/raw.ts'
export { createApp } from './server/app.ts'
export type { App } from './server/app.ts'
export type { LiveOptions } from './server/live-options.ts'
export type { SessionRevocations } from './server/sessions.ts'
export type { WindowsToClose } from './server/windows.ts'
export type { RenderErrorPage } from './server/error-answers.ts'
export type { ErrorPageParts } from './server/error-page.ts'
export type { Guard } from './server/guards.ts'
export type { HttpHandler, HttpOptions } from './server/http-handlers.ts'
export type { Layout, LayoutParts } from './server/layout.ts'
export type { AppOptions } from './server/options.ts'
export type { RouteParams } from './server/routes.ts'
