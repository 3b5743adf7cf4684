/**
 * Forms as elements like any other: a field named "elements", "closest" or "id" hides its form's property
 * of that name. The same as client/unshadowed.ts: parts import nothing of the core.
 */

const proto = HTMLFormElement.prototype

/** The node for reading and calling; never to be passed on. Forms answer with their own properties. */
export function unshadowed<N extends Node>(node: N): N {
  if (!(node instanceof HTMLFormElement)) return node
  return new Proxy(node, {
    get: (form, name) => {
      const value: unknown = Reflect.get(proto, name, form)
      return typeof value === 'function' ? value.bind(form) : value
    },
  })
}
