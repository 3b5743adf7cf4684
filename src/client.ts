/** The browser's door: what a page's own scripts import. */
export { js } from './wire/commands.ts'
export type { Command, Commands, Motion, Target, Undoable, Where } from './wire/commands.ts'
export type { ConnectionState } from './client/state.ts'
export { defineHooks, registerCommand } from './extras/page/registry.ts'
export type { CustomCommand, Registry } from './extras/page/registry.ts'
export { Hook } from './extras/page/hook.ts'
export type { HookCallbacks, HookClass, HookContext } from './extras/page/hook.ts'
export type { HookDefinition, HookDefinitions, HookObject } from './extras/page/hook.ts'
