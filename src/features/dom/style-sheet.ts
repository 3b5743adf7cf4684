/** Styles that a part brings along. Sheets made by scripts pass a Content-Security-Policy. */
import { doc } from './unshadowed.ts'

/** Gives the document these rules. */
export function addStyles(css: string): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  document.adoptedStyleSheets = [...doc.adoptedStyleSheets, sheet]
}
