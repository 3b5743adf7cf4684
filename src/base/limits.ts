/**
 * How much one browser may ask of the server. Every limit has a default that an ordinary page never
 * reaches; createApp({ limits }) changes single ones.
 */

/** Limits of an app. Each is a number; `Infinity` switches one off. */
export interface Limits {
  /** Largest frame from a browser, in bytes of UTF-8, but for events. Default 65536. */
  frameBytes: number
  /** Largest body of a request to an app.http handler, in bytes. Default 1 MiB. */
  bodyBytes: number
  /**
   * Bytes of request bodies from one network address that have not arrived in full; each counts up to `bodyBytes`.
   * Beyond that they are answered with 503. Default 64 MiB.
   */
  unfinishedBytesPerAddress: number
  /** The same of all together: beyond it only addresses with less than their share go on. Default 512 MiB. */
  unfinishedBytes: number
  /**
   * Estimated memory, in bytes, of whole request bodies from one network address, until they are answered: twice a
   * text, up to 28 times JSON. Without room a body waits up to ten seconds, and is answered with 503 then. The only body
   * of an address needs no room. Default 64 MiB.
   */
  heldBodyBytesPerAddress: number
  /** The same of all together: beyond it only addresses with less than their share go on. Default 256 MiB. */
  heldBodyBytes: number
  /**
   * Largest event or call of a joined window, in bytes of UTF-8. It counts as one event and
   * one more for each `frameBytes` of memory that it takes: that of JSON is up to 28 times its text. Default 1 MiB.
   */
  eventBytes: number
  /** Events a window may send in the long run, per second. Default 100. */
  eventsPerSecond: number
  /** Events a window may send at once before `eventsPerSecond` counts. Default 200. */
  eventBurst: number
  /** Events, messages and timers that may wait for one view. Default 1000. */
  mailbox: number
  /**
   * Memory of events that may wait for their answers in one window, in estimated bytes: that of JSON is up to 28
   * times its text; less than 1 KiB is not counted. A window's only one may be as large as `eventBytes` allow. What
   * tasks and methods of an event may keep counts until they end. As much again may wait of messages, pushes and
   * presence. Default 4 MiB.
   */
  mailboxBytes: number
  /** The same for all windows of one network address together. Default 64 MiB. */
  addressBytes: number
  /** The same for all windows of one user, wherever they are. Default 64 MiB. */
  userBytes: number
  /**
   * The same of all together: beyond it only addresses with less than their share go on. Default 256 MiB, and a quarter
   * of the heap at most where the runtime tells its size.
   */
  waitingBytes: number
  /**
   * Tasks of signals that wait or run in memory for one visitor: a user, or all visitors without a login at one network
   * address. Default 100.
   */
  tasksPerVisitor: number
  /** Estimated bytes of those tasks together. Default 4 MiB. */
  taskBytesPerVisitor: number
  /**
   * Windows of one network address that are connected, or lost and may come back; as many of its connections may
   * stand open that did not say yet which page they are for. Default 200.
   */
  windowsPerAddress: number
  /**
   * Connections that one network address may have open besides the `windowsPerAddress` of its windows; further ones are
   * closed at once. Behind `trustedProxies` none is counted. Default 500.
   */
  connectionsPerAddress: number
  /**
   * Pages that are mounted for one network address in the long run, per second: those that are loaded, visits
   * of open pages to other views, and windows that come when their view is gone. Default 50.
   */
  mountsPerSecond: number
  /** Such pages at once before `mountsPerSecond` counts. Default 500. */
  mountBurst: number
  /** Connections with the token of one page at once, and per minute in the long run. Default 60. */
  joinsPerPage: number
  /** Pages rendered over HTTP that wait for their socket. Default 5000. */
  pendingPages: number
  /** Estimated bytes of those pages together, with their views' fields; see `absentBytes`. Default 64 MiB. */
  pendingBytes: number
  /** Largest form with files that a browser posts without a script, in bytes. Default 32 MiB. */
  formBytes: number
  /** Bytes of files, and parts of them, in memory at once, in the process. Default 64 MiB. */
  uploadBytes: number
  /**
   * Bytes of uploaded files that arrive, or that no view has consumed yet, for one visitor: a user, or all visitors
   * without a login at one network address. Default 1 GiB.
   */
  uploadsPerVisitor: number
  /** Milliseconds a rendered page waits for its socket. Default 15000. */
  pendingMs: number
  /** Milliseconds a page waits for the next post of its forms when its browser runs no script. Default 600000. */
  formMs: number
  /** Milliseconds a window outlives its socket; 0: not at all. Default 60000. */
  graceMs: number
  /**
   * Windows that lost their socket and may come back. Beyond it, the network address whose windows take most bytes loses
   * one: of its user with most bytes, the window that was lost first. Default 20000.
   */
  absentWindows: number
  /**
   * Estimated bytes of those windows together: the fields of their views and components, what these show, and the
   * frames that they did not take. One window counts for a quarter at most. An object in the fields of several windows
   * counts once; a view in a thread is not known. Default 256 MiB.
   */
  absentBytes: number
  /**
   * Estimated bytes that a visitor adds to the state of a window, beyond the state that its view has at first. A window
   * with more ends, and its page begins anew. Default 16 MiB.
   */
  windowBytes: number
  /**
   * The same for all windows of one network address, and of one user, together: the largest of them end. Default
   * 64 MiB.
   */
  windowBytesPerVisitor: number
  /** Unacknowledged frames kept for replay, per window. Default 100. */
  ringFrames: number
  /** Bytes of unacknowledged frames kept for replay, per window. Default 1 MiB. */
  ringBytes: number
  /** Milliseconds of silence after which a connection is given up. Default 150000: browsers ping. */
  silenceMs: number
  /** Milliseconds between two signs of life of a process for presence; dead after three. Default 5000. */
  presenceMs: number
  /** Milliseconds a page token is good for. Default 24 hours. */
  tokenMs: number
  /** Milliseconds a session outlives its last request. Default 14 days. */
  sessionMs: number
  /** Milliseconds a session lasts from its beginning, or from `session.renew()`. Default 90 days. */
  sessionMaxMs: number
  /** Milliseconds a new connection has until it says which page it is for. Default 10000. */
  joinMs: number
  /** Milliseconds a request has until its headers are there. Default 15000. */
  headersMs: number
  /** Milliseconds a request has until all of it is there. Default 120000. */
  requestMs: number
  /** Milliseconds an app.http handler has for its Response, whose body may take longer. Default 120000. */
  answerMs: number
  /**
   * Milliseconds that a server which stops waits for views and browsers; then it cuts connections off.
   * A view that is left waits half of it for an event under way, and calls `disconnect` then. Default 10000.
   */
  closeMs: number
  /**
   * Milliseconds that a method of a view may take; the same for an app's `user`, guards and error pages. Default 30000.
   */
  eventMs: number
  /**
   * Milliseconds without an event, message, push or tick after which a view hibernates: its values leave memory for the
   * app's store, and come back with the next of them. Not a view with `static carry = false`. Default Infinity: never.
   */
  hibernateMs: number
  /** Characters of a durable view's state, and of a view that hibernates. Default 262144. */
  stateBytes: number
  /** Milliseconds that a durable view's state outlives its last event. Default 7 days. */
  stateMs: number
  /**
   * Characters of states of durable views whose windows are gone that this process keeps in its store for one
   * visitor: a user, or all visitors without a login at one network address. The oldest are deleted first. Default 32 MiB.
   */
  leftStatesPerVisitor: number
  /** The same for all visitors without a login together. Default 512 MiB. */
  leftStates: number
  /** Milliseconds that a durable view waits for its store. Default 5000. */
  storeMs: number
}

export const defaultLimits: Limits = {
  frameBytes: 65_536,
  bodyBytes: 1024 * 1024,
  unfinishedBytesPerAddress: 64 * 1024 * 1024,
  unfinishedBytes: 512 * 1024 * 1024,
  heldBodyBytesPerAddress: 64 * 1024 * 1024,
  heldBodyBytes: 256 * 1024 * 1024,
  eventBytes: 1024 * 1024,
  eventsPerSecond: 100,
  eventBurst: 200,
  mailbox: 1000,
  mailboxBytes: 4 * 1024 * 1024,
  addressBytes: 64 * 1024 * 1024,
  userBytes: 64 * 1024 * 1024,
  waitingBytes: 256 * 1024 * 1024,
  tasksPerVisitor: 100,
  taskBytesPerVisitor: 4 * 1024 * 1024,
  windowsPerAddress: 200,
  connectionsPerAddress: 500,
  mountsPerSecond: 50,
  mountBurst: 500,
  joinsPerPage: 60,
  pendingPages: 5000,
  pendingBytes: 64 * 1024 * 1024,
  formBytes: 32 * 1024 * 1024,
  uploadBytes: 64 * 1024 * 1024,
  uploadsPerVisitor: 1024 * 1024 * 1024,
  pendingMs: 15_000,
  formMs: 600_000,
  graceMs: 60_000,
  absentWindows: 20_000,
  absentBytes: 256 * 1024 * 1024,
  windowBytes: 16 * 1024 * 1024,
  windowBytesPerVisitor: 64 * 1024 * 1024,
  ringFrames: 100,
  ringBytes: 1024 * 1024,
  silenceMs: 150_000,
  presenceMs: 5000,
  tokenMs: 24 * 60 * 60 * 1000,
  sessionMs: 14 * 24 * 60 * 60 * 1000,
  sessionMaxMs: 90 * 24 * 60 * 60 * 1000,
  joinMs: 10_000,
  headersMs: 15_000,
  requestMs: 120_000,
  answerMs: 120_000,
  closeMs: 10_000,
  eventMs: 30_000,
  hibernateMs: Infinity,
  stateBytes: 256 * 1024,
  stateMs: 7 * 24 * 60 * 60 * 1000,
  leftStatesPerVisitor: 32 * 1024 * 1024,
  leftStates: 512 * 1024 * 1024,
  storeMs: 5000,
}
