/**
 * The gallery's app. With OVERWIRE_REDIS it is one of several processes: `npm run start:cluster` starts
 * them, and a worker that imports this module too.
 */
import { createApp } from 'overwire'
import type { App, AppOptions } from 'overwire'
import { bullmqQueue } from 'overwire/bullmq'
import { redisLayer } from 'overwire/redis'
import { addGallery } from './gallery/gallery.ts'
import { galleryLayout } from './gallery/layout.ts'
import { galleryPolicy } from './gallery/policy.ts'
import { whoIs } from './signals/people.ts'

const redis = process.env['OVERWIRE_REDIS']
const shared: AppOptions = redis
  ? { layer: redisLayer(redis), queue: bullmqQueue({ connection: redis }) }
  : {}

export const app: App = createApp({
  ...shared,
  // Where it stands on its site: `BASE_PATH=/x/y npm start`.
  basePath: process.env['BASE_PATH'] ?? '/',
  layout: galleryLayout,
  user: whoIs,
  headers: { 'content-security-policy': galleryPolicy },
})
addGallery(app)
