/** The door for Vitest. */
export { expect } from './testing/vitest.ts'
