/** The door for Vite, Vitest and Rolldown. */
export { overwire } from './vite/decorators.ts'
export type { DecoratorPlugin } from './vite/decorators.ts'
