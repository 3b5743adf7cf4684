/** A NATS server of a test's own. */
import { Service } from './service.ts'

/** @returns when it takes connections. */
export function startNats(): Promise<Service> {
  return Service.start({
    program: 'nats-server',
    scheme: 'nats',
    args: (port) => ['--addr', '127.0.0.1', '--port', String(port)],
  })
}
