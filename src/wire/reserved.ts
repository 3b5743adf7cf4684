/**
 * Names after `live-` that are not DOM events. Apart from attributes.ts, so that parts of the browser's
 * side get the names without their descriptions; a test holds the two together.
 */

/** Attributes that the client's core reads. */
const core = new Set(
  (
    'debounce throttle key prevent stop loading disable-with confirm ignore force ' +
    'untrusted root on bound view banner'
  ).split(' '),
)

/** Parts of the client that are loaded when a page first needs them, by the attributes that do. */
const parts: Record<string, string> = {
  display: 'enter leave leaving dialog focus-trap sticky-scroll scroll-into-view',
  flash: 'flash flash-position',
  gestures:
    'appear click-away disappear mounted paste poll poll-interval shortcut shortcut-in-input ' +
    'viewport-bottom viewport-top window-*',
  hooks: 'hook',
  portals: 'portal',
  properties: 'props',
  forms: 'recover no-recover trigger-action no-submit model lock concurrent offline',
  uploads: 'upload upload-drop upload-over upload-preview',
  navigation: 'patch navigate keep-scroll prefetch sticky view-transitions confirm-leave',
}

const partOfName = new Map<string, string>()
for (const [part, names] of Object.entries(parts)) {
  for (const name of names.split(' ')) partOfName.set(name, part)
}

/** True for `live-x` that binds the DOM event x. Expects a name that begins with `live-`. */
export function isEventAttribute(name: string): boolean {
  const bare = name.slice(5)
  return !core.has(bare) && !bare.startsWith('value-') && partOf(bare) === undefined
}

/** Parts that the server names, in `live-on`, when a page has use for them. */
for (const part of ['commands', 'connection', 'development', 'handlers', 'morph', 'signals'])
  partOfName.set(part, part)
partOfName.set('auto', 'navigation')

/** The part of the client that gives `live-${bare}` its meaning; undefined when the core does. */
export function partOf(bare: string): string | undefined {
  return partOfName.get(bare.startsWith('window-') ? 'window-*' : bare)
}

/**
 * What a page is told to prepare for: `click` to listen to it, `recover/forms` to load a part. The browser
 * need not know the names of parts.
 */
export function preparation(bare: string): string {
  const part = partOf(bare)
  return part === undefined ? bare : `${bare}/${part}`
}

export function reservedNames(): string[] {
  return [...core, ...Object.values(parts).join(' ').split(' ')]
}
