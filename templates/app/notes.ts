/** The page of one's own notes: a list, a search, a form. */
import { and, eq } from 'drizzle-orm'
import { call, each, event, html, LiveView } from 'overwire'
import type { App, LiveRequest } from 'overwire'
import { z } from 'zod'
import type { Database } from './database.ts'
import { createNotes, notes } from './notes-table.ts'
import type { Note } from './notes-table.ts'

const title = z.string().trim().min(1, 'A note needs a title.').max(200, 'At most 200 letters.')

/** Adds the page of notes, and makes their table. */
export async function addNotes(app: App, database: Database): Promise<void> {
  await createNotes(database)
  app.live('/', notesPage(database), { title: 'Notes' })
}

/** The view, with the database that its notes are in. */
function notesPage(database: Database) {
  return class Notes extends LiveView {
    static override loginRequired = true
    all: Note[] = []
    search = ''
    draft = ''
    problem = ''

    get owner(): number {
      return this.request.user?.id ?? 0
    }

    override async mount(_request: LiveRequest) {
      this.all = await database.select().from(notes).where(eq(notes.owner, this.owner))
    }

    @event(z.object({ value: z.string() }))
    find({ value }: { value: string }) {
      this.search = value
    }

    @event(z.object({ title: z.string() }))
    async add(sent: { title: string }) {
      const checked = title.safeParse(sent.title)
      this.draft = sent.title
      this.problem = checked.error?.issues[0]?.message ?? ''
      if (!checked.success) return
      const values = { owner: this.owner, title: checked.data }
      const [note] = await database.insert(notes).values(values).returning()
      this.all = [...this.all, note!]
      this.draft = ''
      this.putFlash('info', `Added “${checked.data}”.`)
    }

    @event(z.object({ id: z.number() }))
    async remove({ id }: { id: number }) {
      const isMine = and(eq(notes.id, id), eq(notes.owner, this.owner))
      await database.delete(notes).where(isMine)
      this.all = this.all.filter((note) => note.id !== id)
    }

    override render() {
      const wanted = this.search.toLowerCase()
      const shown = this.all.filter((note) => note.title.toLowerCase().includes(wanted))
      return html`
        <h1>Notes</h1>
        <form @submit=${this.add} class="row">
          <label>New note <input name="title" .value=${this.draft} autocomplete="off"></label>
          <button live-disable-with="Adding…">Add</button>
        </form>
        ${this.problem && html`<p class="problem" role="alert">${this.problem}</p>`}
        <label class="search">Search <input type="search" .value=${this.search} @input=${this.find}></label>
        <ul>${each(
          shown,
          'id',
          (note) => html`
            <li>
              <span>${note.title}</span>
              <button class="quiet" aria-label="Delete ${note.title}"
                @click=${call(this.remove, { id: note.id })}>Delete</button>
            </li>
          `,
        )}</ul>
        <p role="status">${shown.length === 0 ? 'No notes here.' : ''}</p>
      `
    }
  }
}
