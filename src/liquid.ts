/** Liquid's door: views and layouts from template files. */
export { liquid } from './liquid/liquid.ts'
export type { LiquidEngine, LiquidOptions } from './liquid/liquid.ts'
