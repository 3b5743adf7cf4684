/** {% render %} and {% include %} as operations. */
import type { Context } from 'liquidjs'
import { includeScope, renderRounds, renderScope } from './control.ts'
import type { PartialParts } from './control.ts'
import type { LoopOp, Op, OpPlace, ScopeOp } from './ops.ts'

/** How a partial is found. */
interface Source {
  /** The name is known only when it is rendered. */
  /** It is a `render`, which sees its own variables alone. */
  isRender: boolean
  isLate: boolean
  nameOf: (context: Context) => string
  bodyOf: (name: string) => Op[]
}

type Placeless<T> = Omit<T, keyof OpPlace>

/** The operation of a partial: its body with its own variables, or that for each item of a list. */
export function partialOp(
  tag: PartialParts,
  { isRender, isLate, nameOf, bodyOf }: Source,
): Placeless<ScopeOp> | Placeless<LoopOp> {
  let name = ''
  const body = (): Op[] => bodyOf(name)
  if (tag.forBinding) {
    const start = (context: Context) => renderRounds(tag, (name = nameOf(context)), context)
    return { kind: 'loop', start, body, isLate, otherwise: [] }
  }
  return {
    kind: 'scope',
    isLate,
    body,
    enter(context) {
      name = nameOf(context)
      return isRender ? renderScope(tag, name, context) : includeScope(tag, name, context)
    },
    leave(context) {
      if (!isRender) context.pop()
    },
  }
}
