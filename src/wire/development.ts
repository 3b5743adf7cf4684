/** What a server under `overwire dev` and its pages say to each other. */

/** Dispatched on <html> when a stylesheet of the project changed. */
export const STYLES_EVENT = 'live:styles'
