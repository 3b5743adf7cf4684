/** Functions on the server. A browser's call is queued; workers of those queues run it, wherever they are. */
import { setTimeout as pause } from 'node:timers/promises'
import {
  BROADCAST,
  everyone,
  isAuthenticated,
  isStaff,
  SERVER,
  serializedForm,
  SESSION,
  signal,
  trigger,
  USER,
  WINDOW,
} from 'overwire/signals'
import type { Permission, WindowInfo } from 'overwire/signals'
import { z } from 'zod'

/** Whom the form can name. */
export const targets = {
  window: { title: 'this window', to: WINDOW },
  session: { title: 'windows of this session', to: SESSION },
  user: { title: 'windows of my user', to: USER },
  everybody: { title: 'all windows', to: BROADCAST },
  news: { title: 'windows with News', to: 'signals:news' },
  sport: { title: 'windows with Sport', to: 'signals:sport' },
  slow: { title: 'the server, queue slow', to: SERVER },
  fast: { title: 'the server, queue fast', to: SERVER },
} as const
export type Target = keyof typeof targets

const schema = z.object({
  text: z.string().trim().min(1, 'Write what it says.').max(80, 'At most 80 characters.'),
  target: z.enum(Object.keys(targets) as [Target, ...Target[]]),
})

const nameOf = (info: WindowInfo | null): string => String(info?.user?.['name'] ?? 'Somebody')

signal(
  {
    path: 'signals.send',
    isAllowedTo: everyone,
    queue: 'fast',
    args: { form: serializedForm(schema) },
  },
  async (info, { form }) => {
    if (!form.ok) return complain(info, form.form.field('text').errors.join(' '))
    const { text, target } = form.data
    if (target === 'user' && !info?.user) return complain(info, 'You are not logged in here.')
    await complain(info, '')
    const { to, title } = targets[target]
    if (to === SERVER) return trigger(info, 'signals.work', { to, text, queue: target })
    await trigger(info, 'signals.said', { to, text, by: `${nameOf(info)} to ${title}` })
  },
)

/** Every page knows `html.text`. */
const complain = (info: WindowInfo | null, content: string): Promise<void> =>
  trigger(info, 'html.text', { to: WINDOW, selector: '#signals-problem', content })

/** What takes long; tests have something of their own to wait for. */
export const work = { slow: (): Promise<unknown> => pause(2000) }

signal<{ text: string; queue: string }>(
  { path: 'signals.work', queue: (_info, { queue }) => String(queue) },
  async (info, { text, queue }, task) => {
    if (queue === 'slow') await work.slow()
    const by = `Task ${task.id.slice(0, 4)} of queue ${queue}, process ${process.pid}`
    await trigger(info, 'signals.said', { to: WINDOW, text: text.toUpperCase(), by })
  },
)

/** The same work, for those who may call it. */
export const permissions: Record<string, Permission> = { everyone, isAuthenticated, isStaff }
for (const [name, isAllowedTo] of Object.entries(permissions)) {
  signal({ path: `signals.${name}`, isAllowedTo, queue: 'fast' }, async (info) => {
    const by = `The server to ${nameOf(info)}`
    await trigger(info, 'signals.said', { to: WINDOW, text: 'You may.', by })
  })
}
