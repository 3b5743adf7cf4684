/**
 * Development or production. In development templates are checked with a real HTML parser, list keys
 * must differ, and errors say where a template stands.
 */

interface HtmlCheck {
  (html: string, option: boolean): { problem: string; fix: string; offset: number } | undefined
}

export const mode: {
  development: boolean
  checkHtml: HtmlCheck | null
  checkFragment: HtmlCheck | null
  /** Says what is no error but surely not meant; in development. */
  warn: (sentence: string) => void
} = {
  development: false,
  checkHtml: null,
  checkFragment: null,
  warn: (sentence) => console.warn(sentence),
}
