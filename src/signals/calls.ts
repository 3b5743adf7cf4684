/** Calls of signals by browsers. Each has an answer: that its functions are on their way, or why not. */
import { fail, toldText } from '../base/errors.ts'
import type { LiveError } from '../base/errors.ts'
import type { BrowserCall } from '../handlers/calls.ts'
import type { Consumer } from '../handlers/consumer.ts'
import { logFailure } from '../live/page/failure.ts'
import type { Services } from '../live/page/services.ts'
import { visitorOf } from '../live/view/rate-limit.ts'
import { Mailbox } from '../window/mailbox.ts'
import { callAnswered } from '../window/open-calls.ts'
import { checkedArgs } from './checked-args.ts'
import { outboundOf } from './dispatch.ts'
import { signalTasksOf } from './signal-tasks.ts'
import { functionsOf, permissionOf } from './signal.ts'
import type { ConnectedFunction } from './signal.ts'
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

/** Calls a signal's functions that this window may call, and answers it. */
export function receiveCall(consumer: Consumer, call: BrowserCall, services: Services): void {
  const { n, name } = call
  const { window } = consumer
  const calls = boxOf(consumer, services)
  const accepted = calls.post(async () => {
    try {
      const refused = await calls.within(start(consumer, call, services))
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
  { n, name, args }: BrowserCall,
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
      if (!(await mayCall(one, info, consumer, services))) continue
      await checkedArgs(one.options.args, args)
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
      const call = { info: info.toJSON(), args, fromClient: true }
      await outboundOf(namespace).enqueue(one, call, { id, owner })
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
