import { each, html, to } from 'overwire'
import { liveviewHandler, send } from 'overwire/handlers'
import type { App } from 'overwire'
import type { Consumer, SendData } from 'overwire/handlers'
import { Game, SIZE } from './game.ts'
import type { Cell, Direction, Snake } from './game.ts'

const STEP_MS = 100
const directions: Direction[] = ['up', 'left', 'down', 'right']
const arrows = { up: '▲', left: '◀', down: '▼', right: '▶' }
const keys = {
  ...{ w: 'snake_up', a: 'snake_left', s: 'snake_down', d: 'snake_right' },
  ...{ ArrowUp: 'snake_up', ArrowLeft: 'snake_left' },
  ...{ ArrowDown: 'snake_down', ArrowRight: 'snake_right' },
}

const game = new Game()
const players = new Map<string, Consumer>()
const everyone = { to: to.topic('snake') }
let clock: ReturnType<typeof setInterval> | undefined

/** The board calls it when it is first shown: each window is a player. */
liveviewHandler('snake_join', (consumer) => {
  consumer.join('snake')
  consumer.onClose(() => leave(consumer.id))
  play(consumer)
})

for (const direction of directions) {
  liveviewHandler(`snake_${direction}`, (consumer) => {
    if (!players.has(consumer.id)) play(consumer)
    game.turn(consumer.id, direction, Date.now())
  })
}

function play(consumer: Consumer) {
  players.set(consumer.id, consumer)
  const { colour } = game.join(consumer.id, Date.now())
  const you = html`You are <b class=${`snake-${colour}`}>${colour + 1}</b>`
  void send(consumer, [...game.cells().map(paint), { target: '#snake-you', html: you }])
  void send(null, scoreList(), everyone)
  clock ??= setInterval(step, STEP_MS)
}

function leave(id: string) {
  players.delete(id)
  game.leave(id)
  void send(null, scoreList(), everyone)
}

/** Moves all snakes; only what changed is sent, once for all windows. */
function step() {
  const { cells, grown, idle } = game.step(Date.now())
  const steps = [...cells.map(paint), ...grown.map(score)]
  if (steps.length > 0) void send(null, steps, everyone)
  for (const id of idle) {
    const text = 'You fell asleep. Press a key to play on.'
    void send(players.get(id)!, { target: '#snake-you', text })
    leave(id)
  }
  if (players.size > 0) return
  clearInterval(clock)
  clock = undefined
}

function paint([index, cell]: [number, Cell]): SendData {
  return { target: `#c${index}`, attributes: { class: cell } }
}

function score({ colour, body, best }: Snake): SendData {
  return { target: `#score-${colour}`, text: `${body.length} long, best ${best}` }
}

function scoreList(): SendData {
  const snakes = [...game.snakes.values()]
  const rows = each(snakes, 'colour', (snake) => {
    const { colour } = snake
    const { text } = score(snake)
    return html`<li><b class=${`snake-${colour}`}>${colour + 1}</b> <span id=${`score-${colour}`}>${text}</span></li>`
  })
  return { target: '#snake-scores', html: html`${rows}` }
}

const cells = Array.from({ length: SIZE * SIZE }, (_, i) => i)

export function addSnake(app: App) {
  app.page('/snake', snakePage, { title: 'Snake' })
}

function snakePage() {
  return html`
    <div class="snake" data-controller="page">
      <div
        class="snake-board" tabindex="0" role="application"
        aria-label="Snake: steer with the arrow keys or W, A, S and D"
        data-liveview-init="snake_join" data-liveview-focus="true"
        data-liveview-keyboard-map=${JSON.stringify(keys)}
      >${each(cells, String, (i) => html`<i id=${`c${i}`}></i>`)}</div>
      <div class="snake-side">
        <p id="snake-you" role="status">Joining…</p>
        <div class="snake-pad">
          ${each(directions, String, (direction) => {
            return html`<button
              class=${`quiet pad-${direction}`} aria-label=${direction}
              data-action="click->page#run" data-liveview-function=${`snake_${direction}`}
            >${arrows[direction]}</button>`
          })}
        </div>
        <ol id="snake-scores" aria-label="Players"></ol>
        <p class="hint">Open this page in a second window: you play against yourself.</p>
      </div>
    </div>
  `
}
