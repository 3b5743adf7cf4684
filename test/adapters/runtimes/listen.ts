/** What Node serves, in the runtime that runs this: at the root, and below a path. */
import { listen } from 'overwire/node'
import { adapterSuite } from 'overwire/testing'

for (const basePath of ['/', '/x/y']) {
  adapterSuite(`listen ${basePath}`, {
    basePath,
    serve: (app) => listen(app, { port: 0 }),
    isHosted: false,
  })
}
