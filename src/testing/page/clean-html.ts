/** HTML as a template's author knows it: without the marks and attributes that the framework adds. */

/** What is written by the server for its own use. */
const OWN = [
  'live-root',
  'live-banner',
  'live-on',
  'live-view',
  'live-props',
  'live-bound',
  'live-sent',
  'aria-busy',
]

/** The content of an element, with line breaks and indentation as they are. */
export function cleanHtml(element: Element): string {
  const copy = element.cloneNode(true) as Element
  removeComments(copy)
  for (const script of copy.querySelectorAll('script, style')) script.remove()
  for (const one of copy.querySelectorAll('*')) {
    for (const name of OWN) one.removeAttribute(name)
    forgetPost(one)
  }
  return copy.innerHTML.trim()
}

/** What posts forms and buttons where no script runs. */
function forgetPost(element: Element): void {
  if (element.getAttribute('form')?.startsWith('overwire-post-')) {
    element.removeAttribute('form')
    if (element.getAttribute('name')?.startsWith('_event:')) {
      element.removeAttribute('name')
      element.removeAttribute('value')
    }
  }
  if (!element.getAttribute('action')?.includes('_live=')) return
  for (const name of ['action', 'method', 'enctype']) element.removeAttribute(name)
}

function removeComments(node: Node): void {
  for (const child of [...node.childNodes]) {
    if (child.nodeType === 8) child.remove()
    else removeComments(child)
  }
}
