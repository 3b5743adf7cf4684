/** Liquid's door: views and layouts from template files. */
export { liquid } from './drivers/liquid.ts'
export type { LiquidEngine, LiquidOptions } from './drivers/liquid.ts'
