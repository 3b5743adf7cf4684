/** Vitest's `expect`, which knows pages and elements of `openPage`. */
import { expect as own } from 'vitest'
import type { ExpectStatic } from 'vitest'
import { matchers } from './page/matchers.ts'
import type { Assertions } from './page/matchers.ts'

declare module 'vitest' {
  // oxlint-disable-next-line typescript/no-empty-object-type, typescript/no-unused-vars, typescript/no-explicit-any
  interface Matchers<T = any> extends Assertions {}
}

own.extend(matchers as never)

/** The `expect` of Vitest: `expect(page).toHaveUrl('/')`, beside all that Vitest brings. */
export const expect: ExpectStatic = own
