/** NATS's door: a channel layer for several processes. */
export { natsLayer } from './layers/nats-layer.ts'
export type { NatsLayerOptions } from './layers/nats-layer.ts'
export type { NatsConnection } from './layers/nats-broker.ts'
