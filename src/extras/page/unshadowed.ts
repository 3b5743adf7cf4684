/**
 * Forms as elements like any other: a field named "elements", "closest" or "id" hides its form's property
 * of that name. The same as client/unshadowed.ts: parts import nothing of the core.
 */

const proto = HTMLFormElement.prototype

/** The element for reading and calling; never to be passed on. Forms answer with their own properties. */
export function unshadowed<E extends Element>(element: E): E {
  if (!(element instanceof HTMLFormElement)) return element
  return new Proxy(element, {
    get: (form, name) => {
      const value: unknown = Reflect.get(proto, name, form)
      return typeof value === 'function' ? value.bind(form) : value
    },
  })
}
