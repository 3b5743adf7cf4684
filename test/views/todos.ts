/** A view from template files, for the tests. */
import { event, LiveView } from 'overwire'

interface Todo {
  id: number
  title: string
  done: boolean
}

export class Todos extends LiveView {
  static override templateName = 'todos.liquid'
  count = 0
  step = 1
  todos: Todo[] = []
  #nextId = 1

  get open(): number {
    return this.todos.filter((todo) => !todo.done).length
  }

  @event
  increment({ step }: { step: string }) {
    this.count += Number(step)
  }

  @event
  add({ title }: { title: string }) {
    this.todos = [...this.todos, { id: this.#nextId++, title, done: false }]
  }

  @event
  toggle({ id }: { id: string }) {
    this.todos = this.todos.map((todo) =>
      todo.id === Number(id) ? { ...todo, done: !todo.done } : todo,
    )
  }
}
