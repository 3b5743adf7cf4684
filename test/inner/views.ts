/** The views and components that show a scene, and what is known of their instances. */
import { component, each, event, html, LiveComponent, liveView, LiveView, stream } from 'overwire'
import type { Block, LiveRequest, Params } from 'overwire'
import type { Kids, Row, Scene, Slot } from './scene.ts'

/** One instance of a component or a nested view. */
export interface Life {
  /** Tells it from all others. */
  serial: number
  key: string
  hits: number
  ended: boolean
}

/** What one window's case has: the scene, and everything that was mounted for it. */
export interface Stage {
  scene: Scene
  lives: Life[]
}

export const stages: Map<string, Stage> = new Map()
let serials = 0

function begin(stage: Stage, key: string): Life {
  const life = { serial: ++serials, key, hits: 0, ended: false }
  stage.lives.push(life)
  return life
}

const show = (slot: Slot, stage: Stage): Block | string => {
  if (slot === null) return ''
  switch (slot.kind) {
    case 'text':
      return html`<i>${slot.value}</i>`
    case 'box':
      return html`<section>${slot.value}${showAll(slot.kids, stage)}</section>`
    case 'field':
      return html`<input data-key=${slot.key} />`
    case 'hook':
      return html`<p live-hook="Seen" data-key=${slot.key}>${slot.value}</p>`
    case 'list':
      return html`<ul>${each(
        slot.rows,
        (row) => row.key,
        (row) => html`<li>${showAll(row.kids, stage)}</li>`,
      )}</ul>`
    case 'comp':
      return component(slot.cls === 'A' ? A : B, {
        id: slot.id,
        value: slot.value,
        kids: JSON.stringify(slot.kids),
        stage,
      })
    case 'view':
      return liveView(slot.cls === 'V' ? V : W, {
        id: String(slot.id),
        params: { key: `${slot.cls}:${slot.id}`, stage: stageName(stage) },
      })
  }
}

const showAll = ([a, b, c]: Kids, stage: Stage): Block =>
  html`<div>${show(a, stage)}${show(b, stage)}<hr />${show(c, stage)}</div>`

const stageName = (stage: Stage): string => [...stages].find(([, other]) => other === stage)![0]

class Box extends LiveComponent<{ id: number; value: string; kids: string; stage: Stage }> {
  life!: Life
  override mount() {
    this.life = begin(this.props.stage, `${this.constructor.name}:${this.props.id}`)
  }
  override unmount() {
    this.life.ended = true
  }
  @event hit() {
    this.life.hits++
  }
  override render() {
    const { kids, stage, value } = this.props
    const { hits, serial } = this.life
    return html`<b data-life=${`s${serial}`}>${value} ${hits}</b>${showAll(JSON.parse(kids) as Kids, stage)}`
  }
}
class A extends Box {}
class B extends Box {
  override render() {
    return html`<em>B</em>${super.render()}`
  }
}

abstract class Nested extends LiveView {
  #stage!: Stage
  #life!: Life
  #key = ''
  override mount(_request: LiveRequest, params: Params) {
    this.#stage = stages.get(params['stage']!)!
    this.#key = params['key']!
    this.#life = begin(this.#stage, this.#key)
  }
  override disconnect() {
    this.#life.ended = true
  }
  /** The stage changed. */
  @event show() {}
  @event hit() {
    this.#life.hits++
  }
  override render() {
    const kids = this.#stage.scene.inner[this.#key]!
    return html`<b data-life=${`s${this.#life.serial}`}>${this.#life.hits}</b>${showAll(kids, this.#stage)}`
  }
}
class V extends Nested {}
class W extends Nested {}

/** How the rows of the stream change: the view knows no rows. */
export type RowOrder =
  | { what: 'insert'; row: number; at: number }
  | { what: 'update'; row: number }
  | { what: 'remove'; key: number }
  | { what: 'reset' }

/** A page that shows the scene of its stage. */
export class ScenePage extends LiveView {
  #stage!: Stage
  rows = stream<Row>({ key: (row) => row.key })
  override mount(_request: LiveRequest, { stage }: Params) {
    this.#stage = stages.get(stage!)!
    this.rows.insertAll(this.#stage.scene.rows)
  }
  /** The stage changed. */
  @event show() {}
  @event noop() {}
  @event order(order: RowOrder) {
    const { rows } = this.#stage.scene
    if (order.what === 'insert' || order.what === 'update') {
      const row = rows.find(({ key }) => key === order.row)!
      this.rows.insert(row, order.what === 'insert' ? { at: order.at } : {})
    } else if (order.what === 'remove') this.rows.delete(order.key)
    else this.rows.reset(rows)
  }
  override render() {
    return html`<main>
      ${showAll(this.#stage.scene.root, this.#stage)}
      <ol>${each(this.rows, (row) => html`<li>${showAll(row.kids, this.#stage)}</li>`)}</ol>
    </main>`
  }
}

/** The same at another address, as another page. */
export class OtherPage extends ScenePage {}
