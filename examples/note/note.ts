import { LiveView, call, each, event, html, js, pushToView } from 'overwire'
import type { LiveRequest } from 'overwire'
import { z } from 'zod'
import { addParagraph, readNote, release, save, take } from './paragraphs.ts'
import type { Paragraph } from './paragraphs.ts'

const animals = ['Badger', 'Crane', 'Dormouse', 'Fox', 'Heron', 'Lynx', 'Otter', 'Wren']
const idRule = z.object({ id: z.number() })
const textRule = z.object({
  id: z.number(),
  version: z.coerce.number(),
  text: z.string().max(5000),
})

export class Note extends LiveView {
  paragraphs: Paragraph[] = []
  name = ''
  /** What could not be saved; never thrown away without being asked. */
  refused = ''

  async mount({ session }: LiveRequest) {
    session.name ??= animals[Math.floor(Math.random() * animals.length)]
    this.name = String(session.name)
    await this.load()
  }

  async load() {
    this.paragraphs = await readNote()
  }

  /** Shows a change here, and then to everybody else. */
  async changed() {
    await this.load()
    await pushToView(Note, { handler: 'load' }, { except: this })
  }

  /** The field is read-only until the paragraph is ours: only the latest text can be edited. */
  @event(idRule)
  async write({ id }: { id: number }) {
    await take(id, this.viewId, this.name)
    await this.changed()
  }

  @event(textRule)
  async edit({ id, version = 0, text = '' }: { id: number; version?: number; text?: string }) {
    const isSaved = await save({ id, version, text }, this.viewId)
    if (!isSaved) this.refused = text
    await this.changed()
  }

  @event
  async leave() {
    await release(this.viewId)
    await this.changed()
  }

  @event
  async add() {
    const id = await addParagraph(this.refused)
    this.refused = ''
    await take(id, this.viewId, this.name)
    await this.changed()
    this.pushCommands(js().focus(`#paragraph-${id}`))
  }

  @event
  discard() {
    this.refused = ''
  }

  async disconnect() {
    await release(this.viewId)
    await pushToView(Note, { handler: 'load' })
  }

  render() {
    return html`
      <p class="note-name">You write as <b>${this.name}</b>.</p>
      <div class="note">${each(this.paragraphs, 'id', (one) => this.paragraph(one))}</div>
      ${this.refused && this.question()}
      <div class="buttons"><button @click=${this.add}>New paragraph</button></div>
      <p class="hint">
        A paragraph is yours from the click until you leave it. One that is left empty goes.
      </p>
    `
  }

  paragraph({ id, text, version, writer, name }: Paragraph) {
    const isMine = writer === this.viewId
    const isTheirs = writer !== null && !isMine
    // What is typed offline is sent with the version that it is based on, and needs no recovery.
    return html`
      <div
        class="${isMine && 'mine'} ${isTheirs && 'theirs'}"
        @focusin=${call(this.write, { id })} @focusout=${isMine && this.leave}
      >
        <form @input=${call(this.edit, { id })} live-debounce="150" live-no-recover>
          <input type="hidden" name="version" value=${version} />
          <textarea
            id=${`paragraph-${id}`} name="text" aria-label="Paragraph" rows="1" maxlength="5000"
            aria-describedby=${`writer-${id}`} ?readonly=${!isMine} ?live-force=${!isMine}
          >${text}</textarea>
        </form>
        <p id=${`writer-${id}`} role="status">${isTheirs && `${name} is writing…`}</p>
      </div>
    `
  }

  question() {
    return html`
      <section class="unsaved" role="alert">
        <p>Somebody else changed the paragraph while you were offline. You had written:</p>
        <blockquote>${this.refused}</blockquote>
        <div class="buttons">
          <button @click=${this.add}>Add it as a paragraph</button>
          <button class="quiet" @click=${this.discard}>Discard it</button>
        </div>
      </section>
    `
  }
}
