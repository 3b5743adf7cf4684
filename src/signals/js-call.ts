/** Attributes that call signals from forms, fields and other elements. */

/** When and how an element calls a signal. */
export interface JsCallOptions {
  /** The DOM event. Default: submit for forms, change for fields, click for everything else. */
  on?: string
  /** Name of the argument that gets the form, as a list of `{ name, value }`. */
  form?: string
  /** Name of the argument that gets the field's value. */
  value?: string
  /** Prevents what the browser does by itself. Default: for submits, and clicks on links. */
  prevent?: boolean
  /** Further arguments. JSON values. */
  opts?: Readonly<Record<string, unknown>>
}

/** One call of an attribute. */
export interface JsCall extends JsCallOptions {
  name: string
}

/** The text of `data-df-signal`: `<form data-df-signal=${jsCall('app.save', { form: 'form', opts: { id } })}>`. */
export function jsCall(name: string, options: JsCallOptions = {}): string {
  return jsCalls({ name, ...options })
}

/** The same for several signals of one element. */
export function jsCalls(...calls: readonly JsCall[]): string {
  return JSON.stringify(calls)
}
