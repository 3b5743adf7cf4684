/**
 * Starts servers/liveviewjs/server.ts. LiveViewJS fetches a table of file types from a public
 * server as soon as it is imported; uploads are not measured here, and a bench must not depend on
 * the network. So that fetch gets an empty answer, before the import.
 */
globalThis.fetch = async () => Response.json({})

import('./liveviewjs/server.ts')
