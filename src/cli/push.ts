/** Commands that reach windows and workers: push, trigger, flash. */
import { fail } from '../base/errors.ts'
import { Address, EVERYBODY, room, session, topic, user } from '../audience/address.ts'
import { putFlash } from '../audience/put-flash.ts'
import { pushToView } from '../live/view/push.ts'
import { signalTasksOf } from '../signals/signal-tasks.ts'
import { SERVER } from '../signals/target.ts'
import type { SignalTarget } from '../signals/target.ts'
import { trigger } from '../signals/trigger.ts'
import { readArguments } from './options.ts'
import { reach } from './reach.ts'

/** `overwire push View --state JSON --handler NAME --payload JSON` */
export async function pushView(words: string[]): Promise<void> {
  const given = readArguments('push', words, { options: ['state', 'handler', 'payload'], words: 1 })
  const [view] = given.plain
  const state = given.json('state')
  const handler = given.text('handler')
  const payload = given.json('payload')
  if (view === undefined || (state === undefined && handler === undefined)) {
    const fix = `Write overwire push Dashboard --state '{"visitors":42}'.`
    throw fail('E_COMMAND_LINE', 'overwire push needs a view, and a state or a handler.', fix)
  }
  await reach(given, () =>
    pushToView(view, {
      ...(state && { state: state as Record<string, unknown> }),
      ...(handler !== undefined && { handler }),
      ...(payload && { payload }),
    }),
  )
}

/** `overwire trigger SIGNAL --to TARGET --args JSON` */
export async function triggerSignal(words: string[]): Promise<void> {
  const given = readArguments('trigger', words, { options: ['to', 'args', 'countdown'], words: 1 })
  const [name] = given.plain
  if (name === undefined) {
    const fix = `Write overwire trigger report.build --to server --args '{"id":7}'.`
    throw fail('E_COMMAND_LINE', 'overwire trigger needs the name of a signal.', fix)
  }
  const targets = given.list('to')
  const to: SignalTarget[] = targets.length > 0 ? targets.map(targetOf) : [SERVER]
  const countdown = given.number('countdown')
  await reach(given, () => {
    if ((to.includes(SERVER) || countdown !== undefined) && !signalTasksOf().queue.shared) {
      throw fail('E_COMMAND_LINE', 'Tasks wait in Redis.', 'Give --redis redis://host:6379.')
    }
    const args = (given.json('args') ?? {}) as Record<string, unknown>
    return trigger(null, name, { ...args, to, ...(countdown !== undefined && { countdown }) })
  })
}

/** `overwire flash LEVEL TEXT --to TARGET` */
export async function putFlashTo(words: string[]): Promise<void> {
  const given = readArguments('flash', words, { options: ['to'], words: 2 })
  const [level, text] = given.plain
  const targets = given
    .list('to')
    .map(targetOf)
    .filter((target) => target instanceof Address)
  if (level === undefined || text === undefined || targets.length === 0) {
    const fix = 'Write overwire flash info "Hello" --to user:7 (or broadcast, session:…, room:…).'
    throw fail('E_COMMAND_LINE', 'overwire flash needs a level, a text and an audience.', fix)
  }
  await reach(given, () => putFlash(targets, level, text))
}

function targetOf(text: string): SignalTarget {
  if (text === 'server') return SERVER
  if (text === 'broadcast') return EVERYBODY
  const [, kind, id] = /^(user|session|room):(.+)$/.exec(text) ?? []
  if (kind === 'user') return user(id!)
  if (kind === 'session') return session(id!)
  return kind === 'room' ? room(id!) : topic(text)
}
