/**
 * The one table of `live-…` attributes. The parser warns about what is not in it, and
 * docs/reference/attributes.md is generated from it. Any other `live-x` binds the DOM event x.
 */

/** An attribute that is not an event binding. */
export interface LiveAttribute {
  name: string
  /** What its value is, for the reference page. */
  value: string
  text: string
}

export const liveAttributes: LiveAttribute[] = [
  {
    name: 'live-value-*',
    value: 'text',
    text: 'Sends its value to the event as the argument after `live-value-`: `live-value-id="7"` is `{ id: "7" }`.',
  },
  {
    name: 'live-debounce',
    value: 'milliseconds or `blur`; `input:300` for one of several events',
    text: 'Waits until no further event came for that long (or until the field is left) before it sends one.',
  },
  {
    name: 'live-throttle',
    value: 'milliseconds; `input:300` for one of several events',
    text: 'Sends at once, then at most one event in that time; the last one is always sent.',
  },
  {
    name: 'live-key',
    value: 'keys, separated by spaces',
    text: 'Lets only these keys through, by `KeyboardEvent.key` or `code`: `live-key="Enter Escape"`, with modifiers `live-key="Control+s"`.',
  },
  {
    name: 'live-prevent',
    value: 'nothing, or event names',
    text: 'Prevents the browser’s own reaction to the bound events (a form bound to `submit` needs none).',
  },
  {
    name: 'live-stop',
    value: 'nothing, or event names',
    text: 'Keeps the bound events from reaching elements outside.',
  },
  {
    name: 'live-loading',
    value: 'class names',
    text: 'Adds these classes to the element from its event until exactly its answer.',
  },
  {
    name: 'live-disable-with',
    value: 'text',
    text: 'Disables the button and shows this text from its event (or its form’s submit) until exactly its answer.',
  },
  {
    name: 'live-confirm',
    value: 'a question',
    text: 'Asks the user before the element’s event goes to the server; nothing happens on “cancel”.',
  },
  {
    name: 'live-model',
    value: 'a field’s name',
    text: 'Two ways: the field sets the view’s field of that name, which the view lists in `static model`.',
  },
  {
    name: 'live-ignore',
    value: 'nothing',
    text: 'The element’s content belongs to the browser: it is served once and never patched.',
  },
  {
    name: 'live-force',
    value: 'nothing',
    text: 'The server’s value is written even while the user is in this field.',
  },
  {
    name: 'live-patch',
    value: 'nothing',
    text: 'On a link: shows its address in the view that is open; `handleParams` takes it.',
  },
  {
    name: 'live-navigate',
    value: 'nothing',
    text: 'On a link: shows another page of the app over the same connection.',
  },
  {
    name: 'live-keep-scroll',
    value: 'a name',
    text: 'An element that scrolls: going back or forward restores where it was, as it does for the window.',
  },
  {
    name: 'live-prefetch',
    value: 'nothing',
    text: 'On a link that loads a page: fetches it while the user points at the link. Leave it out of links that change something.',
  },
  {
    name: 'live-view-transitions',
    value: 'nothing',
    text: 'Anywhere in the document: `live-navigate` shows a view transition, where the browser has them and the user wants motion.',
  },
  {
    name: 'live-no-submit',
    value: '`enter`',
    text: 'On a form: Enter in a field of one line does not submit it.',
  },
  {
    name: 'live-trigger-action',
    value: 'true or false: `${this.paid}`',
    text: 'On a form: when it becomes true, the browser submits the form to its `action` and leaves the page.',
  },
  {
    name: 'live-recover',
    value: 'the name of an event',
    text: 'On a form: gets its fields when the server lost the view; default: what is bound to `change` or `input`.',
  },
  {
    name: 'live-no-recover',
    value: 'nothing',
    text: 'On a form: its fields are not sent again when the server lost the view.',
  },
  {
    name: 'live-flash',
    value: 'milliseconds; 0 for never',
    text: 'The element that messages go into, and how long each stays; written by `flash()`.',
  },
  {
    name: 'live-flash-position',
    value: 'a part of a class name',
    text: 'Where on the page the messages show; written by `flash()`.',
  },
  {
    name: 'live-root',
    value: 'a token',
    text: 'Written by the framework: the root of a live page.',
  },
  {
    name: 'live-view',
    value: 'a number',
    text: 'Written by the framework: the place of a view inside the page.',
  },
  {
    name: 'live-sticky',
    value: 'nothing',
    text: 'Written by the framework: a view that stays when the page around it changes.',
  },
  { name: 'live-on', value: 'event names', text: 'Written by the framework: events of the page.' },
  {
    name: 'live-bound',
    value: 'nothing',
    text: 'Written by the framework: a form field whose value the server decides.',
  },
]
