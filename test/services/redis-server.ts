/** A Redis server of a test's own. */
import { Service } from './service.ts'

/** @returns when it takes connections. */
export function startRedis(): Promise<Service> {
  return Service.start({
    program: 'redis-server',
    scheme: 'redis',
    args: (port, folder) =>
      ['--port', port, '--bind', '127.0.0.1', '--dir', folder, '--save', ''].map(String),
  })
}
