/** The rules: a board without edges, snakes that grow, and food. It knows nothing of pages. */
export const SIZE = 20
const COLOURS = 10
/** Milliseconds without a turn after which a snake is taken off the board. */
const IDLE_MS = 30_000

export type Direction = 'up' | 'down' | 'left' | 'right'

const moves: Record<Direction, [dx: number, dy: number]> = {
  up: [0, -1],
  down: [0, 1],
  left: [-1, 0],
  right: [1, 0],
}

export interface Snake {
  colour: number
  /** Cells from head to tail. */
  body: number[]
  direction: Direction
  next: Direction
  best: number
  turnedAt: number
}

/** What a cell shows: nothing, food, or a snake of some colour. */
export type Cell = '' | 'food' | `snake-${number}`

export class Game {
  readonly snakes = new Map<string, Snake>()
  #food = -1
  /** What each cell showed at the last step. */
  #shown: Cell[] = Array.from({ length: SIZE * SIZE }, () => '')

  join(id: string, now: number): Snake {
    const used = new Set([...this.snakes.values()].map(({ colour }) => colour))
    const colours = Array.from({ length: COLOURS }, (_, i) => i)
    const colour = colours.find((one) => !used.has(one)) ?? used.size % COLOURS
    const body = [this.#freeCell()]
    const snake: Snake = { colour, body, direction: 'right', next: 'right', best: 1, turnedAt: now }
    this.snakes.set(id, snake)
    if (this.#food < 0) this.#food = this.#freeCell()
    return snake
  }

  leave(id: string): void {
    this.snakes.delete(id)
  }

  /** Turns a snake; one that is longer than its head can't turn back into itself. */
  turn(id: string, direction: Direction, now: number): void {
    const snake = this.snakes.get(id)
    if (!snake) return
    snake.turnedAt = now
    const [dx, dy] = moves[direction]
    const [x, y] = moves[snake.direction]
    if (snake.body.length === 1 || dx !== -x || dy !== -y) snake.next = direction
  }

  /** Moves everybody by one cell: which cells changed, whose length did, and who fell asleep. */
  step(now: number): { cells: [number, Cell][]; grown: Snake[]; idle: string[] } {
    const idle = [...this.snakes].filter(([, { turnedAt }]) => now - turnedAt > IDLE_MS)
    for (const [id] of idle) this.leave(id)
    const lengths = new Map([...this.snakes.values()].map((snake) => [snake, snake.body.length]))
    for (const snake of this.snakes.values()) this.#move(snake)
    const heads = new Map<number, Snake[]>()
    for (const snake of this.snakes.values()) {
      const [head] = snake.body as [number]
      heads.set(head, [...(heads.get(head) ?? []), snake])
    }
    const hit = [...this.snakes.values()].filter((snake) => this.#isHit(snake, heads))
    for (const snake of hit) snake.body = [this.#freeCell()]
    const grown = [...lengths].filter(([{ body }, length]) => body.length !== length)
    return {
      cells: this.#changes(),
      grown: grown.map(([snake]) => snake),
      idle: idle.map(([id]) => id),
    }
  }

  /** All cells that show something. */
  cells(): [number, Cell][] {
    return [...this.#shown.entries()].filter(([, cell]) => cell !== '')
  }

  #move(snake: Snake): void {
    snake.direction = snake.next
    const [dx, dy] = moves[snake.direction]
    const [head] = snake.body as [number]
    const x = ((head % SIZE) + dx + SIZE) % SIZE
    const y = (Math.floor(head / SIZE) + dy + SIZE) % SIZE
    snake.body.unshift(y * SIZE + x)
    if (snake.body[0] !== this.#food) return void snake.body.pop()
    snake.best = Math.max(snake.best, snake.body.length)
    this.#food = this.#freeCell()
  }

  /** True for a head that meets another one, or any body. */
  #isHit(snake: Snake, heads: Map<number, Snake[]>): boolean {
    const [head] = snake.body as [number]
    if (heads.get(head)!.length > 1) return true
    return [...this.snakes.values()].some(({ body }) => body.indexOf(head, 1) > 0)
  }

  #freeCell(): number {
    const taken = new Set([...this.snakes.values()].flatMap(({ body }) => body))
    for (let tries = 0; tries < 100; tries++) {
      const cell = Math.floor(Math.random() * SIZE * SIZE)
      if (!taken.has(cell) && cell !== this.#food) return cell
    }
    return 0
  }

  #changes(): [number, Cell][] {
    const now: Cell[] = Array.from({ length: SIZE * SIZE }, () => '')
    if (this.snakes.size > 0 && this.#food >= 0) now[this.#food] = 'food'
    for (const { body, colour } of this.snakes.values()) {
      for (const cell of body) now[cell] = `snake-${colour}`
    }
    const before = this.#shown
    this.#shown = now
    return [...now.entries()].filter(([i, cell]) => cell !== before[i])
  }
}
