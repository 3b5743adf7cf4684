/**
 * Random scenes of what can stand inside a view: components, views, lists, streams, hooks and fields, and
 * how one changes into the next. Plain data: page.ts shows it, model.ts says what must be seen.
 */
import type { Random } from '../patch/random.ts'

/** What stands in one of three slots; null: nothing. */
export type Slot = Node | null
export type Kids = [Slot, Slot, Slot]

export type Node =
  | { kind: 'text'; value: string }
  | { kind: 'box'; value: string; kids: Kids }
  | { kind: 'field'; key: string }
  | { kind: 'hook'; key: string; value: string }
  | { kind: 'list'; rows: Row[] }
  | { kind: 'comp'; cls: 'A' | 'B'; id: number; value: string; kids: Kids }
  | { kind: 'view'; cls: 'V' | 'W'; id: number }

export interface Row {
  key: number
  kids: Kids
}

/** Everything that one page shows. `inner` has what its nested views show, by class and id. */
export interface Scene {
  root: Kids
  rows: Row[]
  inner: Record<string, Kids>
}

const DEEPEST = 4

/** Makes scenes and changes them; ids are taken once in a scene, as the library asks. */
export class SceneMaker {
  readonly #random: Random
  #next = 0

  constructor(random: Random) {
    this.#random = random
  }

  scene(): Scene {
    const scene: Scene = { root: [null, null, null], rows: [], inner: {} }
    scene.root = this.#kids(scene, 0, true)
    for (let i = this.#random.below(3); i > 0; i--) scene.rows.push(this.#row(scene, 1, true))
    return scene
  }

  /** Changes one thing of the page's own view, in place. */
  change(scene: Scene): void {
    this.#changeIn(scene, scene.root, true)
  }

  /** Changes one thing of a nested view. */
  changeInner(scene: Scene, key: string): void {
    this.#changeIn(scene, scene.inner[key]!, false)
  }

  row(scene: Scene): Row {
    return this.#row(scene, 1, true)
  }

  #changeIn(scene: Scene, kids: Kids, mayHaveViews: boolean): void {
    const random = this.#random
    const all = [kids, ...everyKids(kids)]
    const within = random.pick(all)
    const at = random.below(3)
    const node = within[at] ?? null
    const roll = random.below(10)
    if (node === null || roll < 3) {
      // Views keep what they show by their names, so one that comes back is another.
      within[at] = random.chance(0.3) ? null : this.#node(scene, 2, mayHaveViews)
    } else if (roll < 5 && all.length > 1) {
      // Moves to another place, which may be within what moves: then it goes.
      const target = random.pick(all)
      within[at] = null
      target[random.below(3)] = node
    } else this.#alter(scene, node, mayHaveViews)
    dropTwins(scene)
  }

  #alter(scene: Scene, node: Node, mayHaveViews: boolean): void {
    const random = this.#random
    if (node.kind === 'list') this.changeRows(scene, node.rows, mayHaveViews)
    else if (node.kind === 'comp' || node.kind === 'view') {
      if (random.chance(0.5) && node.kind === 'comp') node.value = this.#word()
      else if (node.kind === 'comp') node.id = ++this.#next
      else this.#otherView(scene, node)
    } else if ('value' in node) node.value = this.#word()
  }

  changeRows(scene: Scene, rows: Row[], mayHaveViews: boolean): void {
    const random = this.#random
    const roll = random.below(4)
    if (roll === 0 || rows.length === 0) {
      rows.splice(random.below(rows.length + 1), 0, this.#row(scene, 2, mayHaveViews))
    } else if (roll === 1) rows.splice(random.below(rows.length), 1)
    else if (roll === 2) random.shuffle(rows)
    else random.pick(rows).kids = this.#kids(scene, 2, mayHaveViews)
  }

  #otherView(scene: Scene, node: Node & { kind: 'view' }): void {
    node.id = ++this.#next
    scene.inner[`${node.cls}:${node.id}`] = this.#kids(scene, 2, false)
  }

  #row(scene: Scene, depth: number, mayHaveViews: boolean): Row {
    return { key: ++this.#next, kids: this.#kids(scene, depth + 1, mayHaveViews) }
  }

  #kids(scene: Scene, depth: number, mayHaveViews: boolean): Kids {
    const one = (): Slot =>
      this.#random.chance(0.45) ? null : this.#node(scene, depth, mayHaveViews)
    return [one(), one(), one()]
  }

  #node(scene: Scene, depth: number, mayHaveViews: boolean): Node {
    const random = this.#random
    const leaf = depth >= DEEPEST
    const kinds = leaf
      ? (['text', 'field', 'hook', 'comp'] as const)
      : (['text', 'box', 'field', 'hook', 'list', 'comp', 'comp', 'view'] as const)
    const kind = random.pick(kinds)
    switch (kind) {
      case 'text':
        return { kind, value: this.#word() }
      case 'box':
        return { kind, value: this.#word(), kids: this.#kids(scene, depth + 1, mayHaveViews) }
      case 'field':
        return { kind, key: `f${++this.#next}` }
      case 'hook':
        return { kind, key: `h${++this.#next}`, value: this.#word() }
      case 'list': {
        const rows = Array.from({ length: random.below(4) }, () =>
          this.#row(scene, depth, mayHaveViews),
        )
        return { kind, rows }
      }
      case 'view': {
        if (!mayHaveViews) return { kind: 'text', value: this.#word() }
        const node: Node = { kind, cls: random.pick(['V', 'W']), id: 0 }
        this.#otherView(scene, node as Node & { kind: 'view' })
        return node
      }
      case 'comp': {
        const kids: Kids = leaf ? [null, null, null] : this.#kids(scene, depth + 1, mayHaveViews)
        return { kind, cls: random.pick(['A', 'B']), id: ++this.#next, value: this.#word(), kids }
      }
    }
  }

  #word(): string {
    return this.#random.pick(['', 'a', 'bee', 'see <', 'déjà'])
  }
}

/** The slots of everything below. */
export function everyKids(kids: Kids): Kids[] {
  return kids.flatMap((node) => {
    if (node === null) return []
    if (node.kind === 'list') return node.rows.flatMap((row) => [row.kids, ...everyKids(row.kids)])
    return 'kids' in node ? [node.kids, ...everyKids(node.kids)] : []
  })
}

/** A moved node may be found at two places: only the first stays. */
function dropTwins(scene: Scene): void {
  const seen = new Set<Node>()
  const visit = (kids: Kids): void => {
    kids.forEach((node, at) => {
      if (node === null) return
      if (seen.has(node)) return void (kids[at] = null)
      seen.add(node)
      if (node.kind === 'list') node.rows.forEach((row) => visit(row.kids))
      else if ('kids' in node) visit(node.kids)
    })
  }
  visit(scene.root)
  for (const row of scene.rows) visit(row.kids)
}
