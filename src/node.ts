/** Node's door: serves an app with Node's http server. */
export { listen, nodeHandler } from './adapters/node.ts'
export { attachSockets } from './adapters/node-sockets.ts'
export type { Listening, ListenOptions } from './adapters/node.ts'
export { diskUploads } from './databases/disk-uploads.ts'
export type { DiskUploadsOptions } from './databases/disk-uploads.ts'
export { discover } from './adapters/discover.ts'
export type { DiscoverOptions } from './adapters/discover.ts'
