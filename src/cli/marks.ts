/** Blueprints have marks where lines are put: comments of one word, such as `// columns`. */

/** @param lines by mark; other comments stay. */
export function filled(text: string, lines: Readonly<Record<string, readonly string[]>>): string {
  return text.replaceAll(/^( *)(?:\/\/|<!--) ([a-z]+)(?: -->)?\n/gm, (mark, indent, name) => {
    const own = lines[name as string]
    return own ? own.map((line) => (line && indent + line) + '\n').join('') : mark
  })
}
