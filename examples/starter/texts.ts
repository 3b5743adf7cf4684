/** What the site says, in its languages. A key that one of them lacks does not compile. */
import type { Language } from './address.ts'
import { de } from './texts-de.ts'
import { en } from './texts-en.ts'
import { es } from './texts-es.ts'

export type Texts = typeof en
/** Keys of plain sentences. */
export type Said = { [Key in keyof Texts]: Texts[Key] extends string ? Key : never }[keyof Texts]

export const texts: Record<Language, Texts> = { en, es, de }
