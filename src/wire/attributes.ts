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
    text: 'Waits for a pause of that length (or until the user leaves the field) and then sends one event. `input` events of text fields wait 150 ms without it; `0` sends at once.',
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
    name: 'live-lock',
    value: 'nothing',
    text: 'The element’s events count once until they are answered: a double click is one click.',
  },
  {
    name: 'live-concurrent',
    value: 'nothing',
    text: 'Lets a form be submitted again while its submit waits for the answer.',
  },
  {
    name: 'live-offline',
    value: '`latest` or `drop`',
    text: 'What becomes of the element’s events without a connection: `latest` sends the last one when it is back, `drop` none. Default: all wait, in their order.',
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
    name: 'live-untrusted',
    value: 'nothing',
    text: 'HTML of users: on this element and in it no `live-…` and no `data-…` attribute of ours works. For HTML of users write `raw(html, { untrusted: true })`, which adds it, and also works if the parser moves HTML out of its element.',
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
    name: 'live-confirm-leave',
    value: 'nothing, or a question',
    text: 'On a form: asks the user before they leave the page with changes that were not submitted.',
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
    name: 'live-upload',
    value: 'the name of an upload',
    text: 'On an `<input type="file">`: its files go to the upload that the view allows under this name.',
  },
  {
    name: 'live-upload-drop',
    value: 'the name of an upload',
    text: 'Files that are dropped or pasted into the element go to that upload.',
  },
  {
    name: 'live-upload-over',
    value: 'nothing',
    text: 'Written by the framework: files are held over an element with `live-upload-drop`.',
  },
  {
    name: 'live-upload-preview',
    value: 'the `ref` of an entry',
    text: 'On an `<img>`, `<video>` or `<audio>`: shows a chosen file before it is sent.',
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
    name: 'live-hook',
    value: 'a hook’s name',
    text: 'Gives the element to code of the page’s own; see [in the browser](../guide/browser.md).',
  },
  {
    name: 'live-click-away',
    value: 'an event',
    text: 'A click anywhere outside of the element, while the element shows.',
  },
  {
    name: 'live-window-*',
    value: 'an event',
    text: 'An event of the window: `live-window-keydown`, `live-window-resize`, `live-window-online`. Scrolling and resizing come every 150 ms at most, unless `live-throttle` or `live-debounce` says otherwise.',
  },
  {
    name: 'live-shortcut',
    value: '`ctrl+k:open escape:close`',
    text: 'Keys, wherever the focus is, and their events; `mod` is Ctrl, or ⌘ on a Mac. `ctrl+k:open:prevent` prevents the browser’s own reaction.',
  },
  {
    name: 'live-shortcut-in-input',
    value: 'nothing',
    text: 'Lets `live-shortcut` work while a field is being typed into.',
  },
  {
    name: 'live-paste',
    value: 'an event',
    text: 'Something is pasted into the element; its argument `text` is the clipboard’s text, "" for none. Files go to `live-upload-drop`.',
  },
  {
    name: 'live-mounted',
    value: 'an event',
    text: 'Sent once when the element is added to the open page; not when the page loads.',
  },
  {
    name: 'live-viewport-top',
    value: 'an event',
    text: 'Sent when the first child of the element comes into view; once for each first child.',
  },
  {
    name: 'live-viewport-bottom',
    value: 'an event',
    text: 'The same for the last child.',
  },
  {
    name: 'live-appear',
    value: 'an event',
    text: 'Sent whenever the element comes into view.',
  },
  {
    name: 'live-disappear',
    value: 'an event',
    text: 'Sent whenever it goes out of view.',
  },
  {
    name: 'live-poll',
    value: 'an event',
    text: 'Sent repeatedly while the page is visible and connected.',
  },
  {
    name: 'live-poll-interval',
    value: 'milliseconds',
    text: 'The time between two `live-poll`; default 5000.',
  },
  {
    name: 'live-enter',
    value: 'class names',
    text: 'Classes of an element that is added to the open page, until their animations have ended (600 ms at most).',
  },
  {
    name: 'live-leave',
    value: 'class names',
    text: 'Classes of an element that is removed; it stays in the page until their animations have ended (600 ms at most).',
  },
  {
    name: 'live-dialog',
    value: '`open` or `closed`',
    text: 'Opens a `<dialog>` so that the rest of the page waits, and closes it. `@cancel` is the user’s Escape, `@close` any end.',
  },
  {
    name: 'live-focus-trap',
    value: 'nothing',
    text: 'Keeps the focus inside: Tab goes round. Gives it back when the element goes.',
  },
  {
    name: 'live-sticky-scroll',
    value: 'nothing',
    text: 'Stays scrolled to the end while content is added, unless the user scrolled up.',
  },
  {
    name: 'live-scroll-into-view',
    value: '`smooth`, `instant`; `start`, `center`, `end`, `nearest`',
    text: 'Scrolls to the element once, when it is added or the page loads.',
  },
  {
    name: 'live-leaving',
    value: 'nothing',
    text: 'Written by the framework: an element that is gone and plays its `live-leave`.',
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
  {
    name: 'live-portal',
    value: 'a CSS selector',
    text: 'Written by `portal()`: the place of content that is shown at a target elsewhere.',
  },
  { name: 'live-on', value: 'event names', text: 'Written by the framework: events of the page.' },
  {
    name: 'live-banner',
    value: 'words, or `off`',
    text: 'Written by the framework: `createApp({ connectionBanner })`.',
  },
  {
    name: 'live-bound',
    value: 'nothing',
    text: 'Written by the framework: a form field whose value the server decides.',
  },
  {
    name: 'live-props',
    value: 'nothing',
    text: 'Written by the framework: an element with properties that HTML has no attribute for.',
  },
]
