/**
 * Lets views hibernate, and wakes those that nothing came for; events wake them in instance.ts. See put-away.ts.
 */
import type { PageView } from '../page/page-view.ts'
import { Instance } from './instance.ts'
import { PutAway } from './put-away.ts'
import type { Hibernating, Keeper } from './put-away.ts'

/**
 * Puts a view away that nothing comes for meanwhile.
 * @returns whether it hibernates.
 */
export function hibernate(instance: Hibernating, keeper: Keeper): Promise<boolean> {
  const { posted } = instance
  return new Promise((resolve) => {
    const turn = async (): Promise<void> => {
      try {
        const isIdle = instance.away === null && instance.posted === posted + 1
        if (isIdle) instance.away = (await PutAway.of(instance, keeper)) ?? null
      } catch (error) {
        const { logger } = instance.services
        logger.warn({ view: instance.name, error }, 'a view does not hibernate')
      }
      resolve(instance.away !== null)
    }
    if (!instance.inTurn(turn)) resolve(false)
  })
}

/** @returns false for a view whose values the store does not give: it is reported. */
export function awake(view: PageView): Promise<boolean> {
  if (!(view instanceof Instance) || view.away === null) return Promise.resolve(true)
  return new Promise((resolve) => {
    const turn = async (): Promise<void> => {
      const failed = (error: unknown): void => view.report('wake', error)
      await view.away?.back(() => {}, failed)
      resolve(view.away === null)
    }
    if (!view.inTurn(turn)) resolve(false)
  })
}
