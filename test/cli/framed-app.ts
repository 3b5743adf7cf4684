/** An app whose headers let scripts in; see examine.test.ts. */
import { createApp } from 'overwire'

export const app = createApp({
  headers: {
    'Content-Security-Policy': "script-src 'self' 'unsafe-inline'",
    'X-Frame-Options': 'DENY',
    'Strict-Transport-Security': 'max-age=31536000',
  },
})
