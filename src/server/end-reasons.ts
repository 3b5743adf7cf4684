/** Why connections end: what the log and the app's tracker hear, and what the browser is told. */
import { fail, LiveError } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import { tellTracker } from '../live/page/failure.ts'
import type { Settings } from './settings.ts'

/**
 * Notes why a connection ends.
 * @returns what the browser is told: only errors that are about connections say more than a code.
 */
export function noteEnd(
  error: unknown,
  address: string,
  settings: Settings,
  { isJoined }: { isJoined: boolean },
): LiveError {
  const { logger, services } = settings
  const known = error instanceof LiveError && error.close > 0
  const told = known ? error : fail('E_MOUNT')
  if (known) logger.warn({ address, reason: error.message }, 'connection ended')
  else {
    const errorId = randomId(6)
    logger.error({ address, errorId, error }, 'a connection failed')
    tellTracker(services, error, { name: 'connection', during: 'join', errorId })
  }
  return isJoined ? told : refusal(told, address, settings)
}

/** A browser waits when JOINs of its address were refused too often. */
function refusal(error: LiveError, address: string, { mounts }: Settings): LiveError {
  if (error.code === 'E_MOUNT_RATE' || error.code === 'E_NEWER') return error
  try {
    mounts.refuse(address)
    return error
  } catch (tooOften) {
    return tooOften as LiveError
  }
}
