/**
 * Forms and the document without the names of what is in them: a field named "elements" or "id" hides its
 * form's property of that name, and an image named "body" the document's. Code that may meet a form, or asks
 * the document, reads through here. The same as client/unshadowed.ts: parts import nothing of the core.
 */

/** The node for reading and calling; never to be passed on. Forms answer with their own properties. */
export function unshadowed<N extends Node>(node: N): N {
  if (!(node instanceof HTMLFormElement)) return node
  return new Proxy(node, { get: (_, name) => read(node, name) })
}

/**
 * The document for reading and calling, whatever its images are named; never to be passed on. It is looked
 * for when it is asked: the door `overwire/client` is imported on servers too.
 */
export const doc: Document = new Proxy({} as Document, { get: (_, name) => read(document, name) })

function read(node: Node, name: PropertyKey): unknown {
  const value: unknown = Reflect.get(Object.getPrototypeOf(node) as object, name, node)
  return typeof value === 'function' ? value.bind(node) : value
}
