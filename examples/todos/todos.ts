import { and, eq } from 'drizzle-orm'
import { LiveView, call, each, event, html } from 'overwire'
import type { LiveRequest } from 'overwire'
import { z } from 'zod'
import { db, todos, welcome } from './database.ts'
import type { Todo } from './database.ts'

const filters = ['all', 'active', 'done'] as const
type Filter = (typeof filters)[number]

const byId = ({ id }: Todo) => id

/** Its sentences are shown next to the field. */
const titleRule = z.string().trim().min(1, 'Write something.').max(80, 'At most 80 characters.')
/** A title that was not accepted, and why. */
const nothing = { title: '', problem: '' }

export class Todos extends LiveView {
  owner = ''
  todos: Todo[] = []
  filter: Filter = 'all'
  editing: number | null = null
  /** Belongs to the todo in editing, or else to the new one. */
  refused = nothing

  async mount({ session }: LiveRequest) {
    this.owner = session.id
    if (!session.welcomed) await welcome(session.id)
    session.welcomed = true
    await this.load()
  }

  async load() {
    this.todos = await db.select().from(todos).where(eq(todos.owner, this.owner)).orderBy(todos.id)
  }

  async write(statement: PromiseLike<unknown>) {
    await statement
    await this.load()
  }

  /** Ids come from the browser, so every statement asks for the owner too. */
  mine(id: number) {
    return and(eq(todos.id, id), eq(todos.owner, this.owner))
  }

  /** The title as it is stored; undefined when there is a problem with it. */
  check(title: string) {
    const { data, error } = titleRule.safeParse(title)
    this.refused = error ? { title, problem: error.issues[0]!.message } : nothing
    return data
  }

  @event(z.object({ title: z.string() }))
  async add(form: { title: string }) {
    this.editing = null
    const title = this.check(form.title)
    if (title === undefined) return
    await this.write(db.insert(todos).values({ owner: this.owner, title, done: false }))
  }

  @event(z.object({ id: z.number(), checked: z.boolean() }))
  async toggle({ id, checked = false }: { id: number; checked?: boolean }) {
    await this.write(db.update(todos).set({ done: checked }).where(this.mine(id)))
  }

  @event(z.object({ id: z.number().nullable() }))
  edit({ id }: { id: number | null }) {
    this.editing = id
    this.refused = nothing
  }

  @event(z.object({ id: z.number(), title: z.string() }))
  async save({ id, title: typed = '' }: { id: number; title?: string }) {
    if (this.editing !== id) return
    const title = this.check(typed)
    if (title === undefined) return
    this.editing = null
    await this.write(db.update(todos).set({ title }).where(this.mine(id)))
  }

  @event(z.object({ id: z.number() }))
  async remove({ id }: { id: number }) {
    await this.write(db.delete(todos).where(this.mine(id)))
  }

  @event
  async clear() {
    await this.write(db.delete(todos).where(and(eq(todos.done, true), eq(todos.owner, this.owner))))
  }

  @event(z.object({ filter: z.enum(filters) }))
  show({ filter }: { filter: Filter }) {
    this.filter = filter
  }

  render() {
    const open = this.todos.filter((todo) => !todo.done)
    const done = this.todos.filter((todo) => todo.done)
    const shown = { all: this.todos, active: open, done }[this.filter]
    const refused = this.editing === null ? this.refused : nothing
    const tab = (filter: Filter) => html`
      <button
        aria-pressed=${filter === this.filter} @click=${call(this.show, { filter })}
      >${filter}</button>
    `
    return html`
      <form class="field-row" @submit=${this.add}>
        <label for="title">New todo</label>
        <input
          id="title" name="title" value=${refused.title}
          aria-invalid=${refused.problem !== ''} aria-describedby="problem"
        />
        <button live-disable-with="Adding…">Add</button>
      </form>
      <p class="problem" id="problem" role="alert">${refused.problem}</p>
      <ul class="todos" aria-label="Todos">${each(shown, byId, (todo) => this.row(todo))}</ul>
      ${shown.length === 0 && html`<p class="empty">Nothing here. Enjoy it, or add something.</p>`}
      <div class="todos-foot">
        <output>${open.length} left</output>
        <div class="segments" role="group" aria-label="Show">
          ${each(filters, String, tab)}
        </div>
        <button
          ?disabled=${done.length === 0} @click=${this.clear} live-disable-with="Clearing…"
        >Clear done</button>
      </div>
      <p class="hint">
        A double click or <kbd>Enter</kbd> edits, <kbd>Enter</kbd> saves, <kbd>Esc</kbd> cancels.
      </p>
    `
  }

  row({ id, title, done }: Todo) {
    const editing = this.editing === id
    const { problem } = editing ? this.refused : nothing
    const [save, remove] = [call(this.save, { id }), call(this.remove, { id })]
    // One field for reading and editing keeps the focus where it is.
    return html`
      <li class=${done && 'done'}>
        <form @submit=${save} @focusout=${editing && save}>
          <input
            type="checkbox" aria-label=${`Done: ${title}`}
            ?checked=${done} @change=${call(this.toggle, { id })}
          />
          <input
            name="title" aria-label="Title" value=${problem ? this.refused.title : title} live-force
            ?readonly=${!editing} aria-invalid=${problem !== ''} @dblclick=${call(this.edit, { id })}
            @keydown=${call(this.edit, { id: editing ? null : id })}
            live-key=${editing ? 'Escape' : 'Enter'} live-prevent="keydown"
          />
          <button type="button" aria-label=${`Delete: ${title}`} @click=${remove}>✕</button>
        </form>
        <p class="problem" role="alert">${problem}</p>
      </li>
    `
  }
}
