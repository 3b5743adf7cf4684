/** The door for Vite, Vitest and Rolldown. */
export { decoratorPlugin as overwire } from './vite/decorators.ts'
export type { DecoratorPlugin } from './vite/decorators.ts'
