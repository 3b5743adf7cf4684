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
  if (!(node instanceof HTMLFormElement || (node as Node) === document)) return node
  return new Proxy(node, {
    get: (_, name) => {
      const value: unknown = Reflect.get(Object.getPrototypeOf(node) as object, name, node)
      return typeof value === 'function' ? value.bind(node) : value
    },
  })
}

/** Reads a property of any node: faster than {@link unshadowed} where every node of a page is read. */
function reader<Name extends 'firstChild' | 'nextSibling' | 'parentNode'>(
  name: Name,
): (node: Node) => Node[Name] {
  const { get } = Object.getOwnPropertyDescriptor(Node.prototype, name)!
  return (node) => get!.call(node) as Node[Name]
}

export const firstChild: (node: Node) => ChildNode | null = reader('firstChild')
export const nextSibling: (node: Node) => ChildNode | null = reader('nextSibling')
export const parentNode: (node: Node) => ParentNode | null = reader('parentNode')

/** The document for reading and calling, whatever its images are named; never to be passed on. */
export const doc: Document = unshadowed(document)
