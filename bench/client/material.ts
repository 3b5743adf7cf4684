/** Which techniques need something prepared in Node, and which file prepares it. */
import { overwireMaterial } from './overwire-material.ts'
import type { MaterialMaker } from './technique.ts'

export const techniqueNames = ['hand-written', 'lit-html', 'morphdom', 'overwire'] as const
export type TechniqueName = (typeof techniqueNames)[number]

export const materials: Partial<Record<TechniqueName, MaterialMaker>> = {
  overwire: overwireMaterial,
}
