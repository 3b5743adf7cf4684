/** LMDB's door: a store of durable views in a file. */
export { lmdbStore } from './databases/lmdb-store.ts'
