/** States of what lives: a view, a component, a window, a connection. Each has a table of what follows what. */

/** For each state those that may follow. A state that ends has none. */
export type Transitions<State extends string> = Readonly<Record<State, readonly State[]>>

/** @returns the next state. @throws Error for a step that the table does not have: a mistake of ours. */
export function advance<State extends string>(
  table: Transitions<State>,
  from: State,
  next: State,
): State {
  if (table[from].includes(next)) return next
  throw new Error(`${next} can't follow ${from}.`)
}
