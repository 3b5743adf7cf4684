/**
 * Forms and the document without the names of what is in them: a field named "elements" or "id" hides its
 * form's property of that name, and an image named "body" the document's. Code that may meet a form, or asks
 * the document, reads through here.
 */

/**
 * The node for reading and calling; never to be passed on. Forms and the document answer with their own
 * properties.
 */
export function unshadowed<N extends Node>(node: N): N {
  if (!(node instanceof HTMLFormElement || node instanceof Document)) return node
  return new Proxy(node, {
    get: (_, name) => {
      const value: unknown = Reflect.get(Object.getPrototypeOf(node) as object, name, node)
      return typeof value === 'function' ? value.bind(node) : value
    },
  })
}

/** The document for reading and calling, whatever its images are named; never to be passed on. */
export const doc: Document = unshadowed(document)
