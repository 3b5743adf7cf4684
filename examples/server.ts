/** The example gallery: `npm start`, then http://localhost:3000. PORT chooses another port. */
import { createApp } from 'overwire'
import { listen } from 'overwire/node'
import { addGallery } from './gallery/gallery.ts'
import { galleryLayout } from './gallery/layout.ts'

const app = createApp({
  layout: galleryLayout,
  headers: {
    'content-security-policy':
      "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; " +
      "img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; " +
      "require-trusted-types-for 'script'; trusted-types overwire",
  },
})
addGallery(app)

const server = await listen(app)
console.log(`The Overwire gallery is at ${server.url}`)

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void server.close())
