/** How busy the server is: a bar for each of its processors, every second, for who looks at them. */
import { cpus } from 'node:os'
import { each, html, to } from 'overwire'
import type { Block } from 'overwire'
import { send } from 'overwire/handlers'

export const loadTopic = 'starter-load'

/** What processors have done so far, in milliseconds. */
const times = (): { busy: number; all: number }[] =>
  cpus().map(({ times: { user, nice, sys, irq, idle } }) => {
    const busy = user + nice + sys + irq
    return { busy, all: busy + idle }
  })

let before = times()
let percent = before.map(() => 0)

export function loadBars(): Block {
  const bars = percent.map((value, i) => ({ name: `CPU ${i + 1}`, value }))
  return html`
    <ul>${each(
      bars,
      'name',
      ({ name, value }) => html`
        <li><span>${name}</span> <meter aria-label=${name} max="100" value=${value}></meter> <span>${value} %</span></li>
      `,
    )}</ul>
  `
}

function measure(): void {
  const now = times()
  percent = now.map(({ busy, all }, i) => {
    const { busy: busyBefore, all: allBefore } = before[i] ?? { busy: 0, all: 0 }
    return Math.round((100 * (busy - busyBefore)) / Math.max(1, all - allBefore))
  })
  before = now
}

let timer: NodeJS.Timeout | undefined

/** Begins to measure and to tell; once for the process. */
export function tellLoad(): void {
  timer ??= setInterval(() => {
    measure()
    void send(null, { target: '#load', html: loadBars() }, { to: to.topic(loadTopic) })
  }, 1000)
  // It keeps no process.
  timer.unref()
}
