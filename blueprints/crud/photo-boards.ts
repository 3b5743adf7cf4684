/** The page of photo boards: a list with a search, and a form to add and change them. */
import { call, each, event, form, html, LiveView } from 'overwire'
import type { App, FormField, LiveRequest } from 'overwire'
import { z } from 'zod'
import type { Database } from './database.ts'
import { PhotoBoardTable } from './photo-boards-table.ts'
import type { PhotoBoard } from './photo-boards-table.ts'

// kinds

/** What the form takes. */
const rules = z.object({
  // rules
})

const fields = z.record(z.string(), z.string())
const withId = z.object({ id: z.number().int() })

/** Adds the page, and makes the table. */
export async function addPhotoBoards(app: App, database: Database): Promise<void> {
  const table = new PhotoBoardTable(database)
  await table.create()
  const title = 'Photo boards'
  app.live('/photo-boards', photoBoardsPage(table), { title })
}

/** The view, with the table that its rows are in. */
function photoBoardsPage(table: PhotoBoardTable) {
  return class PhotoBoards extends LiveView {
    // login
    rows: PhotoBoard[] = []
    search = ''
    page = 1
    pages = 1
    isOpen = false
    /** Of the one in the form; undefined for a new one. */
    id: number | undefined
    form = form(rules)

    override async mount(_request: LiveRequest) {
      await this.load()
    }

    override async restored(_request: LiveRequest) {
      await this.load()
    }

    async load() {
      const { rows, page, pages } = await table.find(this.search, this.page)
      this.rows = rows
      this.page = page
      this.pages = pages
    }

    @event(z.object({ value: z.string().max(200) }))
    async find({ value }: { value: string }) {
      this.search = value
      this.page = 1
      await this.load()
    }

    @event(z.object({ page: z.number().int() }))
    async turn({ page }: { page: number }) {
      this.page = page
      await this.load()
    }

    @event add() {
      this.id = undefined
      this.form = form(rules)
      this.isOpen = true
    }

    @event(withId)
    async edit({ id }: { id: number }) {
      const row = await table.get(id)
      if (!row) return this.load()
      this.id = id
      this.form = form(rules, row)
      this.isOpen = true
    }

    @event close() {
      this.isOpen = false
    }

    @event(fields)
    check(sent: Record<string, string>) {
      this.form = this.form.change(sent)
    }

    @event(fields)
    async save(sent: Record<string, string>) {
      const result = this.form.submit(sent)
      this.form = result.form
      if (!result.ok) return
      await table.save(this.id, result.data)
      this.isOpen = false
      this.putFlash('info', 'Saved.')
      await this.load()
    }

    @event(withId)
    async remove({ id }: { id: number }) {
      await table.remove(id)
      if (this.id === id) this.isOpen = false
      this.putFlash('info', 'Deleted.')
      await this.load()
    }

    override render() {
      return html`
        <div class="bar"><h1>Photo boards</h1> <button @click=${this.add}>New photo board</button></div>
        ${this.isOpen && this.editor()}
        <label class="search">Search <input type="search" maxlength="200" .value=${this.search} @input=${this.find}></label>
        <ul>${each(this.rows, 'id', (row) => this.item(row))}</ul>
        <p role="status">${this.rows.length === 0 ? 'No photo boards here.' : ''}</p>
        ${this.pages > 1 && this.turner()}
      `
    }

    editor() {
      return html`
        <form @submit=${this.save} @change=${this.check} class="editor" novalidate live-scroll-into-view>
          <h2>${this.id === undefined ? 'New photo board' : 'Edit photo board'}</h2>
          <!-- inputs -->
          <div class="buttons">
            <button live-disable-with="Saving…">Save</button>
            <button type="button" class="quiet" @click=${this.close}>Cancel</button>
          </div>
        </form>
      `
    }

    item(row: PhotoBoard) {
      return html`
        <li>
          <div>
            <!-- summary -->
          </div>
          <div class="buttons">
            <button class="quiet" aria-label="Edit ${row.title}"
              @click=${call(this.edit, { id: row.id })}>Edit</button>
            <button class="quiet" aria-label="Delete ${row.title}" live-confirm="Delete “${row.title}”?"
              @click=${call(this.remove, { id: row.id })}>Delete</button>
          </div>
        </li>
      `
    }

    turner() {
      return html`
        <nav class="bar" aria-label="Pages">
          <button class="quiet" ?disabled=${this.page === 1}
            @click=${call(this.turn, { page: this.page - 1 })}>Back</button>
          <span>Page ${this.page} of ${this.pages}</span>
          <button class="quiet" ?disabled=${this.page === this.pages}
            @click=${call(this.turn, { page: this.page + 1 })}>Next</button>
        </nav>
      `
    }
  }
}

// fields
