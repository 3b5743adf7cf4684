/** Names of files as visitors have them, and what is safe of them. */

/** Characters of a name that are kept. */
const MOST = 150
/** Names that mean devices to Windows. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i
/** What some file system takes for something else, and what can't be seen or turns the text around. */
const ODD =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\u2800<>:"/\\|?*]|\p{Default_Ignorable_Code_Point}|\p{Surrogate}|\p{Noncharacter_Code_Point}/gu

/**
 * A name for a file system: no folder, no hidden file, no device, nothing that can't be seen, at most 150 characters.
 * Two files may have the same one.
 */
export function safeName(clientName: string): string {
  const last = clientName.split(/[/\\]/).at(-1)!
  const plain = last
    .normalize('NFC')
    .replace(ODD, '')
    .replace(/^[\s.]+|[\s.]+$/g, '')
  const named = DEVICES.test(plain) ? `_${plain}` : plain
  if (named.length <= MOST) return named || 'file'
  const extension = extensionOf(named).slice(0, 20)
  // Half of a character is none.
  const start = named.slice(0, MOST - extension.length).replace(/[\ud800-\udbff]$/, '')
  return start.trimEnd() + extension
}

/** Folders that a path keeps. */
const MOST_FOLDERS = 20

/** A path below some folder, of names that are safe: none of them leads out of it. */
export function safePath(clientPath: string): string {
  const names = clientPath.split(/[/\\]/).filter((name) => name !== '' && !/^\.+$/.test(name))
  return names
    .slice(-MOST_FOLDERS - 1)
    .map(safeName)
    .join('/')
}

/** `.jpg`; "" for a name without. */
export function extensionOf(name: string): string {
  const at = name.lastIndexOf('.')
  return at > 0 ? name.slice(at).toLowerCase() : ''
}
