import { defineHooks, Hook } from '../_overwire/api.js'

/** Says how the page came back: as what the view tells of itself before and after shows. */
class WayBack extends Hook {
  disconnected() {
    // Further attempts belong to the same loss.
    this.lostAt ??= performance.now()
    this.before ??= { ...this.values }
  }

  async reconnected() {
    const { lostAt, before } = this
    if (lostAt === undefined) return
    const ms = Math.round(performance.now() - lostAt)
    this.lostAt = this.before = undefined
    const now = await this.pushEvent('whereabouts')
    // Nothing is told of a connection that is lost again: the next one tells.
    if (!now) return
    const way =
      now.life !== before.life
        ? 'fresh: begun anew'
        : now.restorations === before.restorations
          ? 'resumed: the same process had kept it'
          : 'restored: another process read it from the store'
    this.el.querySelector('p').textContent = `Back after ${ms} ms, ${way}.`
  }
}

defineHooks({ WayBack })
