/** Tells open pages that a stylesheet of the project changed, while it is developed. */
import { EVERYBODY } from '../audience/address.ts'
import { deliver } from '../audience/deliver.ts'
import type { Namespace } from '../base/namespace.ts'
import { STYLES_EVENT } from '../wire/development.ts'
import type { Effect } from '../wire/effects.ts'

/** They load their stylesheets again: see features/development.ts. */
export function tellStyles(namespace: Namespace): Promise<void> {
  const dispatch: Effect = ['js', [['dispatch', STYLES_EVENT, { to: 'html' }]]]
  return deliver([EVERYBODY], [dispatch], { namespace })
}
