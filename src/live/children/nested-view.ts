import type { NestedBlock } from '../../template/nested-block.ts'
import type { ViewOptions } from './child.ts'
import { currentChildren } from './render-scope.ts'
import type { LiveView } from '../view/live-view.ts'

/**
 * Shows a view inside another one: `liveView(Chat, { id: 'chat', params: { room: '7' } })`. It has its own
 * state, events and errors; when it fails the page around it goes on.
 * @throws LiveError E_NOT_RENDERING outside of a render, E_COMPONENT_ID for an id that is used twice.
 */
export function liveView(View: new () => LiveView, options: ViewOptions): NestedBlock {
  return currentChildren('liveView()').inside(View, options)
}
