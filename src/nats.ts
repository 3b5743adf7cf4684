/** NATS's door: a channel layer for several processes. */
export { natsLayer } from './drivers/nats.ts'
export type { NatsLayerOptions } from './drivers/nats.ts'
export type { NatsConnection } from './drivers/nats-broker.ts'
