/** A Redis server of a test's own. */
import { Service } from './service.ts'

const argumentsFor = (port: number, folder: string): string[] =>
  ['--port', port, '--bind', '127.0.0.1', '--dir', folder, '--save', ''].map(String)

/** @returns when it takes connections. */
export function startRedis(): Promise<Service> {
  return Service.start({ program: 'redis-server', scheme: 'redis', args: argumentsFor })
}

/** One that keeps what it answered for: it is there after `restart`. */
export function startLastingRedis(): Promise<Service> {
  const lasting = ['--appendonly', 'yes', '--appendfsync', 'always']
  return Service.start({
    program: 'redis-server',
    scheme: 'redis',
    args: (port, folder) => [...argumentsFor(port, folder), ...lasting],
  })
}
