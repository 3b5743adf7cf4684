/** The browser's door. */
export { start } from './client/start.ts'
export type { ConnectionState } from './client/state.ts'
