/**
 * Overwire's own client. Its patches are made by the server's diff: client/overwire-material.ts
 * runs that in Node, and `prepare` receives what it made.
 */
import type { OverwireMaterial } from './overwire-material.ts'
import { start } from './page.ts'

let material: OverwireMaterial

start({
  prepare(_operation, _size, prepared) {
    material = prepared as OverwireMaterial
  },
  mount(_root, _state) {
    void material
    throw new Error('client/overwire.ts is not filled in')
  },
  update(_root, _state, _step) {},
  adopt(_root, _state) {},
})
