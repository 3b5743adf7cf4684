/** The door for tests: the contracts of what can be replaced. */
export { layerSuite } from './testing/layer-suite.ts'
export type { LayerSuiteOptions } from './testing/layer-suite.ts'
