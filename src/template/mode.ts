/**
 * Development or production. In development templates are checked with a real HTML parser, list keys
 * must differ, and errors say where a template stands.
 */

interface HtmlCheck<Options> {
  (html: string, options?: Options): { problem: string; fix: string; offset: number } | undefined
}

export const mode: {
  development: boolean
  checkHtml: HtmlCheck<{ svg?: boolean }> | null
  checkFragment: HtmlCheck<{ isolated?: boolean }> | null
  /** Says what is no error but surely not meant; in development. */
  warn: (sentence: string) => void
} = {
  development: false,
  checkHtml: null,
  checkFragment: null,
  warn: (sentence) => console.warn(sentence),
}
