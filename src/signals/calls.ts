/** Calls of signals by browsers. Each has an answer: that its functions are on their way, or why not. */
import { fail, toldText } from '../base/errors.ts'
import type { LiveError } from '../base/errors.ts'
import { logged } from '../handlers/call-log.ts'
import { onAccount } from '../handlers/on-account.ts'
import type { BrowserCall } from '../handlers/calls.ts'
import type { Consumer } from '../handlers/consumer.ts'
import { logFailure } from '../live/page/failure.ts'
import type { Services } from '../live/page/services.ts'
import { visitorOf } from '../live/view/rate-limit.ts'
import { Mailbox } from '../window/mailbox.ts'
import { callAnswered } from '../window/open-calls.ts'
import { keyOf, receiveUpload } from '../handlers/upload-calls.ts'
import { checkedArgs } from './checked-args.ts'
import { outboundOf } from './dispatch.ts'
import { signalTasksOf } from './signal-tasks.ts'
import { functionsOf, permissionOf, takerOf } from './signal.ts'
import type { ConnectedFunction, SignalArgs } from './signal.ts'
import { areFilesShared, filesFor } from './task-uploads.ts'
import { windowInfo } from './window-info.ts'
import type { WindowInfo } from './window-info.ts'

/** Calls of one window are queued in order of arrival. */
const boxes = new WeakMap<Consumer, Mailbox>()

/** Made apart from any call: what a mailbox keeps must not keep the arguments of the window's first call. */
function boxOf(consumer: Consumer, services: Services): Mailbox {
  let box = boxes.get(consumer)
  if (box === undefined)
    boxes.set(consumer, (box = new Mailbox(services, consumer.window, () => {})))
  return box
}

/**
 * Takes what a browser says of files in a form that calls a signal: `{ field, key, add … }`, or the call itself with
 * the files of its form, `{ key, call: args }`.
 */
export function uploadToSignal(consumer: Consumer, call: BrowserCall, services: Services): void {
  const { name, args } = call
  const own = args['call']
  if (typeof own === 'object' && own !== null) {
    const form = { ...call, args: own as SignalArgs, form: args }
    return receiveCall(consumer, form, services)
  }
  const { namespace } = services
  const taker = takerOf(name, namespace)
  const admits = async (): Promise<boolean> => {
    if (signalTasksOf(namespace).queue.shared && !areFilesShared(namespace))
      throw fail('E_UPLOAD_WORKERS', name)
    return taker !== undefined && mayCall(taker, windowInfo(consumer.scope), consumer, services)
  }
  receiveUpload(
    consumer,
    call,
    { kind: 'signal', name, fields: taker?.options.uploads, admits },
    services,
  )
}

/** A call, with the arguments that name its form's files. */
interface FormCall extends BrowserCall {
  readonly form?: BrowserCall['args']
}

/** Calls a signal's functions that this window may call, and answers it. */
export function receiveCall(consumer: Consumer, call: FormCall, services: Services): void {
  const { n, name } = call
  const { window } = consumer
  const calls = boxOf(consumer, services)
  const accepted = calls.post(async () => {
    try {
      // A signal may have functions in the page alone.
      const isRefusal = (refused: LiveError | undefined): boolean =>
        refused !== undefined && functionsOf(name, services.namespace).length > 0
      const work = (): Promise<LiveError | undefined> => start(consumer, call, services)
      const refused = await calls.within(logged(name, services, work, isRefusal))
      // Not an error frame: a signal may have functions in the page alone, and then nothing is wrong.
      callAnswered(window, n, () => {
        if (refused)
          window.reply(n, {
            code: refused.code,
            message: toldText(refused, { development: window.isDeveloped }),
          })
        window.update(n, 0, undefined)
      })
    } catch (error) {
      const { told, errorId } = logFailure(services, name, 'signal', error, consumer.scope)
      callAnswered(window, n, () => window.refuse(n, told, errorId))
    }
  })
  if (!accepted) callAnswered(window, n, () => window.refuse(n, fail('E_MAILBOX_FULL')))
}

/** @returns why nothing was started. */
async function start(
  consumer: Consumer,
  { n, name, args, form }: FormCall,
  services: Services,
): Promise<LiveError | undefined> {
  await services.reread?.(consumer.scope)
  const info = windowInfo(consumer.scope)
  const { namespace } = services
  let refused = fail('E_NO_SIGNAL')
  let started = 0
  const failed = (one: ConnectedFunction, error: unknown): void => {
    refused = logFailure(services, one.name, 'signal', error, consumer.scope).told
  }
  const allowed: ConnectedFunction[] = []
  for (const one of functionsOf(name, namespace)) {
    try {
      if (!(await onAccount(consumer, () => mayCall(one, info, consumer, services)))) continue
      await onAccount(consumer, () => checkedArgs(one.options.args, args))
      allowed.push(one)
    } catch (error) {
      failed(one, error)
    }
  }
  const owner = visitorOf(consumer.scope)
  const { visitorTasks } = services
  // All of them or none: with the last of its tasks a visitor may be over what they may have.
  if (visitorTasks && allowed.length > 0) signalTasksOf(namespace).admit(owner, visitorTasks)
  for (const one of allowed) {
    try {
      const id = `${consumer.id}.${n}.${one.name}`
      const { uploads } = one.options
      const place = form && { kind: 'signal' as const, name, key: keyOf(form) }
      const files = uploads && place && (await filesFor(consumer.uploads, place, uploads))
      const call = { info: info.toJSON(), args, fromClient: true, ...(files?.length && { files }) }
      await onAccount(consumer, () => outboundOf(namespace).enqueue(one, call, { id, owner }))
      started++
    } catch (error) {
      failed(one, error)
    }
  }
  if (started > 0) return undefined
  services.logger.warn({ signal: name, reason: refused.message }, 'a signal was refused')
  return refused
}

async function mayCall(
  one: ConnectedFunction,
  info: WindowInfo,
  { scope }: Consumer,
  services: Services,
): Promise<boolean> {
  const has = (permission: string): boolean | Promise<boolean> =>
    scope.user !== null && services.may(scope.user, permission, scope)
  return (await permissionOf(one)(info, has)) === true
}
