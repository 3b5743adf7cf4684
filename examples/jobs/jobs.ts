import { LiveView, call, each, event, html, publish } from 'overwire'
import { SERVER } from 'overwire/signals'
import { failedTasks, retryTask } from 'overwire/tasks'
import { trigger } from 'overwire/signals'
import { schedule } from 'overwire/tasks'
import type { App, LiveRequest } from 'overwire'
import type { FailedTask } from 'overwire/tasks'
import { z } from 'zod'
import { addJob, countOpenJobs, findJob, findPicture, latestJobs } from './database.ts'
import type { Job } from './database.ts'
import { ATTEMPTS, KEEP_MS, change, kinds, topicOf } from './functions.ts'

const MOST_OPEN = 6

/** Whose jobs a visitor sees: all windows of a user have the same, or of a session when there is no user. */
const ownerOf = ({ user, session }: LiveRequest): string =>
  (user as { id?: string } | null)?.id ?? session.id

export class Jobs extends LiveView {
  jobs: Job[] = []
  letters: FailedTask[] = []
  problem = ''

  async mount(request: LiveRequest) {
    // First, so that nothing changes unseen while the list is read.
    await this.subscribe(topicOf(ownerOf(request)))
    await this.look()
  }

  async look() {
    this.jobs = await latestJobs(ownerOf(this.request))
    await this.lookForLetters()
  }

  /** A task is a dead letter a moment after its last attempt said that it failed. */
  async lookForLetters() {
    this.letters = await failedTasks('slow')
    const isMissing = this.jobs.some((job) => job.state === 'failed' && !this.letter(job))
    if (isMissing) this.sendAfter(200, 'look')
  }

  letter({ state, task }: Job) {
    return state === 'failed' ? this.letters.find((letter) => letter.task.id === task) : undefined
  }

  @event(z.object({ kind: z.enum(Object.keys(kinds) as [string, ...string[]]) }))
  async order({ kind }: { kind: string }) {
    const owner = ownerOf(this.request)
    const isMuch = (await countOpenJobs(owner)) >= MOST_OPEN
    this.problem = isMuch ? `${MOST_OPEN} at once are enough. Wait until one is drawn.` : ''
    if (isMuch) return
    const job = await addJob(owner, kind)
    await publish(topicOf(owner), 'job', job)
    await trigger(this, 'jobs.draw', { to: SERVER, id: job.id })
  }

  /** Ink is refilled, and the task gets all its attempts again. */
  @event(z.object({ id: z.string() }))
  async retry({ id }: { id: string }) {
    const job = this.jobs.find((one) => one.id === id)
    const letter = job && this.letter(job)
    if (!letter) return
    // At once, so that a second click finds nothing to try again.
    this.letters = this.letters.filter((one) => one !== letter)
    await change(id, { state: 'waiting', progress: 0, error: '', refilled: true })
    await retryTask('slow', job.task)
  }

  async handleInfo(name: string, data: unknown) {
    if (name === 'look') return this.lookForLetters()
    if (name === 'cleared') {
      this.jobs = this.jobs.filter(({ id }) => id !== data)
      return
    }
    const job = data as Job
    const isNew = !this.jobs.some(({ id }) => id === job.id)
    if (isNew) this.jobs = [job, ...this.jobs]
    else this.jobs = this.jobs.map((one) => (one.id === job.id ? job : one))
    if (job.state === 'failed') await this.lookForLetters()
  }

  /** Messages between processes may have been lost for a while: the database has what is true. */
  async handleGap() {
    await this.look()
  }

  render() {
    return html`
      <div class="buttons" role="group" aria-label="Order a picture">
        ${each(Object.entries(kinds), String, ([kind, { title, flaw }]) => {
          return html`<button class=${flaw && 'quiet'} @click=${call(this.order, { kind })}>${title}</button>`
        })}
      </div>
      <p class="problem" role="alert">${this.problem}</p>
      <ul class="jobs" aria-label="Your pictures">${each(this.jobs, 'id', (job) => this.job(job))}</ul>
      ${this.jobs.length === 0 && html`<p class="empty">Order a picture. It takes some seconds.</p>`}
      <p class="hint">
        Each is a task of the queue <code>slow</code>. Open a second window: it shows the same. A
        schedule clears what is older than ${KEEP_MS / 60_000} minutes.
      </p>
    `
  }

  job(job: Job) {
    const { id, kind, state, progress } = job
    const letter = this.letter(job)
    const { title } = kinds[kind]!
    const address = this.request.href(`/jobs/pictures/${id}`)
    const picture = html`<img src=${address} alt=${title} width="320" height="240" />`
    return html`
      <li class=${`job job-${state}`}>
        <div class="job-picture">${state === 'done' && picture}</div>
        <div>
          <b>${title}</b>
          <progress max="1" value=${progress} aria-label=${`${title}, how far`}></progress>
          <span class="job-says">${sentence(job)}</span>
          ${state === 'done' && html`<a href=${address} download=${`${kind}.bmp`}>Download</a>`}
          ${
            letter &&
            html`
            <span class="hint">A dead letter since ${time(letter.failedAt)}, ${letter.attempts} attempts.</span>
            <button class="quiet" @click=${call(this.retry, { id })}>Refill and try again</button>
          `
          }
        </div>
      </li>
    `
  }
}

const time = (ms: number) => new Date(ms).toLocaleTimeString('en-GB')

function sentence({ state, progress, attempt, error }: Job) {
  return {
    waiting: 'Waits in the queue.',
    drawing: `Draws, ${Math.round(progress * 100)}%${attempt > 1 ? `, attempt ${attempt}` : ''}`,
    again: `${error} Attempt ${attempt} of ${ATTEMPTS} failed; it is tried again.`,
    failed: `${error} It was tried ${attempt} times.`,
    done: `Drawn${attempt > 1 ? ` at attempt ${attempt}` : ''}.`,
  }[state]
}

/** Pictures for their owners, and the schedule. Workers come by here too. */
export function addPictures(app: App) {
  app.http('/jobs/pictures/:id', async (_request, live) => {
    const job = await findJob(live.params['id']!)
    const body = job?.owner === ownerOf(live) && (await findPicture(job.id))
    if (!body) return new Response(null, { status: 404 })
    const headers = { 'content-type': 'image/bmp', 'cache-control': 'private, max-age=600' }
    return new Response(new Uint8Array(body), { headers })
  })
  void schedule('* * * * *', 'jobs.clear')
}
