import { createApp } from 'overwire'
import type { App } from 'overwire'
import { Counter } from './counter.ts'

/** The app without a server: tests use it as it is. */
export const app: App = createApp().live('/', Counter, { title: 'Counter' })
