/** The two servers of a chaos run, behind its network, and the Redis between them. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLastingRedis } from '../services/redis-server.ts'
import type { Service } from '../services/service.ts'
import { typescript } from '../typescript.ts'
import type { BadNetwork } from './proxy.ts'

export type StoreName = 'lmdb' | 'redis'

export class ChaosNodes {
  /** Version of the view that the next node has. */
  version = 1
  readonly #network: BadNetwork
  readonly #store: StoreName
  readonly #redis: Service
  readonly #folder: string = mkdtempSync(join(tmpdir(), 'overwire-chaos-'))
  readonly #nodes: (ChildProcess | null)[] = [null, null]
  readonly #ports: number[] = [0, 0]

  constructor(network: BadNetwork, store: StoreName, redis: Service) {
    this.#network = network
    this.#store = store
    this.#redis = redis
    process.once('exit', () => this.#kill())
  }

  /** @returns when both take connections. */
  static async start(network: BadNetwork, store: StoreName): Promise<ChaosNodes> {
    const nodes = new ChaosNodes(network, store, await startLastingRedis())
    await Promise.all([nodes.start(0), nodes.start(1)])
    return nodes
  }

  /** @param i 0 or 1. */
  async start(i: number): Promise<void> {
    const store = this.#store === 'redis' ? 'redis' : this.#folder
    const words = ['0', store, String(this.version), this.#redis.url]
    const child = spawn(process.execPath, [...typescript, 'test/chaos/node.ts', ...words], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#nodes[i] = child
    const ended = once(child, 'exit').then(() => null)
    const [said] = (await Promise.race([once(child.stdout, 'data'), ended])) ?? []
    // A layer that is out of reach for long ends a start; what runs servers starts the next one.
    if (said === undefined) return this.start(i)
    this.#ports[i] = Number(new URL(String(said).trim()).port)
    this.reach()
  }

  async end(i: number, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#nodes[i]!
    this.#ports[i] = 0
    this.reach()
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }

  /** Lets browsers reach the nodes that are there. @param most so many of them. */
  reach(most: number = Infinity): void {
    this.#network.ports = this.#ports.filter((port) => port !== 0).slice(0, most)
  }

  /** Redis ends as in a crash. */
  killRedis(): Promise<void> {
    return this.#redis.kill()
  }

  /** It comes back with what it answered for. */
  startRedis(): Promise<void> {
    return this.#redis.start()
  }

  async stop(): Promise<void> {
    this.#kill()
    await this.#redis.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #kill(): void {
    for (const node of this.#nodes) node?.kill('SIGKILL')
  }
}
