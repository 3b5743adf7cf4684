import { LiveView, each, event, html, js } from 'overwire'
import type { Outcome, TaskContext } from 'overwire'
import { z } from 'zod'
import { babble } from './babble.ts'

interface Answer {
  id: number
  question: string
  end: '' | 'stopped' | 'failed' | 'done'
}

export class Assistant extends LiveView {
  answers: Answer[] = []

  get isAnswering() {
    return this.answers.at(-1)?.end === ''
  }

  /** The answer has a turn of its own, so the field is free for the next question. */
  @event(z.object({ question: z.string().trim().max(200) }))
  ask({ question }: { question: string }) {
    if (question === '' || this.isAnswering) return
    const id = this.answers.length
    this.answers = [...this.answers, { id, question, end: '' }]
    this.sendUpdate('asked', id)
  }

  /** Each word is sent as it comes; the view goes on meanwhile. */
  handleInfo(_event: string, id: unknown) {
    const speak = async ({ signal }: TaskContext) => {
      for await (const word of babble(4, signal)) this.streamText(`answer ${id}`, word)
    }
    this.startAsync(speak, { name: 'answer' })
  }

  handleAsyncResult(_name: string, outcome: Outcome) {
    this.finish('error' in outcome ? 'failed' : 'done')
  }

  @event
  stop() {
    if (this.cancelAsync('answer')) this.finish('stopped')
    this.pushCommands(js().focus('#question'))
  }

  finish(end: Answer['end']) {
    this.answers = this.answers.map((one) => (one.end ? one : { ...one, end }))
  }

  render() {
    const { isAnswering } = this
    return html`
      <div class="answers" tabindex="0" role="log" aria-label="Answers" live-sticky-scroll>
        ${this.answers.length === 0 && html`<p class="empty">Ask it anything. It will not know.</p>`}
        ${each(this.answers, 'id', (answer) => this.answer(answer))}
      </div>
      <form class="field-row" @submit=${this.ask}>
        <label for="question">Your question</label>
        <input id="question" name="question" value=${''} maxlength="200" autocomplete="off" />
        <button ?disabled=${isAnswering}>Ask</button>
      </form>
      <div class="buttons">
        <button class="quiet" @click=${this.stop} ?disabled=${!isAnswering}>Stop</button>
      </div>
      <p class="hint">
        No artificial intelligence here: a table of which word follows which two, and chance.
      </p>
    `
  }

  answer({ id, question, end }: Answer) {
    return html`
      <article aria-busy=${end === ''}>
        <h3>${question}</h3>
        <p>${this.texts[`answer ${id}`]}</p>
        ${end === 'stopped' && html`<p class="hint">Stopped.</p>`}
        ${end === 'failed' && html`<p class="hint">Something went wrong. Ask again.</p>`}
      </article>
    `
  }
}
