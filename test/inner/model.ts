/** What must be seen of a scene, said without the library: HTML, who lives, and whose nodes stay. */
import assert from 'node:assert/strict'
import type { Kids, Scene, Slot } from './scene.ts'
import type { Life, Stage } from './views.ts'

/** What becomes of a field's node: the same, a new one, the same or a new one, or any. */
export type Fate = 'kept' | 'new' | 'own' | 'any'

/** What the browser checks after a step. */
export interface Expected {
  html: string
  fields: Record<string, Fate>
  /** Hooks whose elements were changed, by their keys. */
  updated: string[]
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** Lives of what is shown, by their keys. @throws AssertionError for one that is missing, twice or left. */
export function livesOf(stage: Stage): Map<string, Life> {
  const alive = stage.lives.filter((life) => !life.ended)
  const byKey = new Map(alive.map((life) => [life.key, life]))
  const shown = [...placesOf(stage.scene).keys()].filter((key) => /^[ABVW]:/.test(key))
  assert.deepEqual(alive.map(({ key }) => key).sort(), shown.sort(), 'who lives, and who is shown')
  return byKey
}

/** Where each component, view, field and hook stands: a path that is the same for the same nodes. */
export function placesOf(scene: Scene): Map<string, string> {
  const places = new Map<string, string>()
  const visit = (kids: Kids, path: string): void =>
    kids.forEach((node, at) => {
      if (node === null) return
      const here = `${path}/${at}${node.kind}`
      if (node.kind === 'field' || node.kind === 'hook') places.set(node.key, here)
      else if (node.kind === 'box') visit(node.kids, here)
      else if (node.kind === 'list')
        node.rows.forEach((row) => visit(row.kids, `${here} ${row.key}`))
      else if (node.kind === 'comp' || node.kind === 'view') {
        const key = `${node.cls}:${node.id}`
        places.set(key, here)
        visit(node.kind === 'comp' ? node.kids : scene.inner[key]!, `${here} ${key}`)
      }
    })
  visit(scene.root, '')
  for (const row of scene.rows) visit(row.kids, `/stream ${row.key}`)
  return places
}

/** The page's HTML, without comments and attributes of the library. */
export function htmlOf(scene: Scene, lives: Map<string, Life>): string {
  const all = ([a, b, c]: Kids): string => `<div>${one(a)}${one(b)}<hr>${one(c)}</div>`
  const one = (slot: Slot): string => {
    if (slot === null) return ''
    switch (slot.kind) {
      case 'text':
        return `<i>${escaped(slot.value)}</i>`
      case 'box':
        return `<section>${escaped(slot.value)}${all(slot.kids)}</section>`
      case 'field':
        return `<input data-key="${slot.key}">`
      case 'hook':
        return `<p data-key="${slot.key}">${escaped(slot.value)}</p>`
      case 'list':
        return `<ul>${slot.rows.map((row) => `<li>${all(row.kids)}</li>`).join('')}</ul>`
      case 'comp': {
        const { serial, hits } = lives.get(`${slot.cls}:${slot.id}`)!
        const head = `<b data-life="s${serial}">${escaped(slot.value)} ${hits}</b>`
        return `<div>${slot.cls === 'B' ? '<em>B</em>' : ''}${head}${all(slot.kids)}</div>`
      }
      case 'view': {
        const key = `${slot.cls}:${slot.id}`
        const { serial, hits } = lives.get(key)!
        return `<div><b data-life="s${serial}">${hits}</b>${all(scene.inner[key]!)}</div>`
      }
    }
  }
  const rows = scene.rows.map((row) => `<li>${all(row.kids)}</li>`).join('')
  return `<main>${all(scene.root)}\n<ol>${rows}</ol></main>`
}

/** What lives on through a step is the same instance. */
export function assertSame(before: Map<string, Life>, after: Map<string, Life>, step: Step): void {
  for (const [key, life] of after) {
    const was = before.get(key)
    if (was === undefined) continue
    const isSame = was === life
    const isKept = step === 'patch' || step === 'heal'
    assert.equal(isSame, isKept, `${key} is ${isSame ? 'the same' : 'another'} after a ${step}`)
  }
}

/** How a step treats what was there: `patch` and `heal` keep it, a `visit` brings a new page. */
export type Step = 'patch' | 'heal' | 'visit' | 'lost'

/** Compares two scenes. */
export function expected(before: Scene | null, stage: Stage, step: Step): Expected {
  const lives = livesOf(stage)
  const was = before === null ? new Map<string, string>() : placesOf(before)
  const now = placesOf(stage.scene)
  const taken = new Set([...was].filter(([key]) => key.startsWith('f')).map(([, path]) => path))
  const fateOf = (key: string, path: string): Fate => {
    if (step === 'visit' || before === null) return 'new'
    if (step === 'lost') return 'any'
    if (was.get(key) === path) return 'kept'
    // One field in place of another, or one that moved.
    return taken.has(path) || was.has(key) ? 'any' : 'new'
  }
  const fields = [...now]
    .filter(([key]) => key.startsWith('f'))
    .map(([key, path]): [string, Fate] => [key, fateOf(key, path)])
  const texts = before === null ? new Map<string, string>() : hookTexts(before)
  const updated = [...hookTexts(stage.scene)]
    .filter(
      ([key, text]) =>
        step === 'patch' &&
        was.get(key) === now.get(key) &&
        texts.has(key) &&
        texts.get(key) !== text,
    )
    .map(([key]) => key)
  return { html: htmlOf(stage.scene, lives), fields: Object.fromEntries(fields), updated }
}

function hookTexts(scene: Scene): Map<string, string> {
  const texts = new Map<string, string>()
  const visit = (kids: Kids): void => {
    for (const node of kids) {
      if (node === null) continue
      if (node.kind === 'hook') texts.set(node.key, node.value)
      else if (node.kind === 'list') node.rows.forEach((row) => visit(row.kids))
      else if ('kids' in node) visit(node.kids)
      else if (node.kind === 'view') visit(scene.inner[`${node.cls}:${node.id}`]!)
    }
  }
  visit(scene.root)
  for (const row of scene.rows) visit(row.kids)
  return texts
}
