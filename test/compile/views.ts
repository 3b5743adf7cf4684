/**
 * What must not compile, for who writes views: each line below an `@ts-expect-error` is a mistake that
 * the compiler finds. The types step of the tests checks this file; it never runs.
 */
import { z } from 'zod'
import {
  call,
  each,
  event,
  html,
  LiveView,
  memo,
  pushToView,
  raw,
  stream,
  textStream,
} from 'overwire'
import type { Block, EventContext, LiveRequest, RouteParams } from 'overwire'

class Todos extends LiveView {
  todos: { id: number; title: string }[] = []
  filter = ''

  @event
  remove(_args: { id: number }) {}

  @event
  clear() {}

  @event
  increment(_by: { step?: number }) {}

  @event
  note(_args: { text: string }, context: EventContext) {
    // @ts-expect-error an event's context is read-only
    context.id = ''
  }

  @event(z.object({ title: z.string() }))
  add({ title }: { title: string }) {
    this.filter = title
  }

  // @ts-expect-error the schema gives a string, the method wants a number
  @event(z.object({ count: z.string() }))
  count(_args: { count: number }) {}

  // @ts-expect-error the schema does not give what the method wants
  @event(z.object({ title: z.string() }))
  rename(_args: { title: string; id: number }) {}

  // @ts-expect-error a schema converts: the method gets the number, not the text
  @event(z.object({ id: z.string().transform(Number) }))
  open(_args: { id: string }) {}

  // @ts-expect-error @event marks methods, not fields
  @event
  field = 1

  // @ts-expect-error a plain object is no schema
  @event({ title: 'string' })
  plain(_args: { title: string }) {}

  refresh() {}

  render() {
    call(this.remove, { id: 1 })
    call(this.increment, {})
    call(this.note, { text: 'x' })
    // @ts-expect-error the id is a number
    call(this.remove, { id: '1' })
    // @ts-expect-error the id is missing
    call(this.remove, {})
    // @ts-expect-error there is no such argument
    call(this.remove, { id: 1, force: true })
    // @ts-expect-error a misspelled name is no argument
    call(this.increment, { stp: 1 })
    // @ts-expect-error arguments are an object
    call(this.note, 'x')
    // @ts-expect-error only methods are bound
    call('remove', { id: 1 })
    // @ts-expect-error there is no such method
    call(this.delete, { id: 1 })
    // @ts-expect-error bindings without arguments need no call()
    call(this.remove)

    const { todos } = this
    const row = () => html`<li></li>`
    // @ts-expect-error keys are mandatory
    each(todos, row)
    // @ts-expect-error a row is a block
    each(todos, String, () => 'text')
    // @ts-expect-error a todo has an id, not a key
    each(todos, ({ key }) => key, row)
    // @ts-expect-error a list comes from something iterable
    each(7, String, row)
    // @ts-expect-error there is no such option
    each(todos, { key: String, memoize: true }, row)
    // @ts-expect-error a todo has no such property
    each(todos, 'key', row)
    // @ts-expect-error the lists that grow grow at the end or with 'prepend'
    each(todos, { key: 'id', append: 'start' }, row)
    const done = stream<{ id: number; title: string }>({ key: 'id' })
    each(done, ({ title }) => html`<li>${title}</li>`)
    // @ts-expect-error an item of the stream has no such property
    each(done, ({ name }) => html`<li>${name}</li>`)
    // @ts-expect-error the key is a property of the items
    stream<{ id: number }>({ key: 'name' })
    // @ts-expect-error the title is missing
    done.insert({ id: 1 })
    // @ts-expect-error one row is inserted, many are added with insertAll or reset
    done.reset({ id: 1, title: 'x' })
    // @ts-expect-error text is appended
    textStream().append(7)
    // @ts-expect-error memo gives a block
    memo([], () => 'text')
    // @ts-expect-error memo needs its dependencies
    memo(() => html`<p></p>`)
    // @ts-expect-error raw takes text
    raw(7)
    return html`<p></p>`
  }
}

async function pushes(): Promise<void> {
  const view = new Todos()
  await pushToView(Todos, { state: { filter: 'x' }, handler: 'refresh', payload: {} })
  await pushToView(Todos, {}, { except: view })
  // @ts-expect-error there is no such method
  await pushToView(Todos, { handler: 'reload' })
  // @ts-expect-error rendering is not for pushes
  await pushToView(Todos, { handler: 'render' })
  // @ts-expect-error a field is no handler
  await pushToView(Todos, { handler: 'filter' })
  // @ts-expect-error there is no such field
  await pushToView(Todos, { state: { filters: 'x' } })
  // @ts-expect-error the field is a string
  await pushToView(Todos, { state: { filter: 7 } })
  // @ts-expect-error a method is no state
  await pushToView(Todos, { state: { refresh: () => {} } })
  // @ts-expect-error only views are pushed to
  await pushToView(Date, {})
  // @ts-expect-error `except` is a view, not an id
  await pushToView(Todos, {}, { except: 'id' })
}

// @ts-expect-error the name of a template is a text
class Blank extends LiveView {
  static override templateName = 7
}

class Texts extends LiveView {
  // @ts-expect-error render() returns a block
  render(): string {
    return '<p></p>'
  }
}

class Late extends LiveView {
  // @ts-expect-error render() does not wait: await in mount() or in an event
  async render(): Promise<Block> {
    return html`<p></p>`
  }
}

class Titled extends LiveView {
  // @ts-expect-error the title is text
  pageTitle = 7
  mount(request: LiveRequest): void {
    // @ts-expect-error what the request says is read-only
    request.url = '/'
    // @ts-expect-error a session's id is read-only
    request.session.id = ''
    // @ts-expect-error there is no such property
    String(request.body)
  }
  render(): Block {
    return html`<p></p>`
  }
}

const params: RouteParams<'/users/:id/posts/:post'> = { id: '1', post: '2' }
// @ts-expect-error the path has no such parameter
String(params.name)
// @ts-expect-error parameters are texts
const numbers: RouteParams<'/users/:id'> = { id: 1 }
// @ts-expect-error all parameters are there
const missing: RouteParams<'/users/:id/posts/:post'> = { id: '1' }

export { Blank, Late, missing, numbers, pushes, Texts, Titled, Todos }
