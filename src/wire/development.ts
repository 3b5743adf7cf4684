/** What a server under `overwire dev` and its pages say to each other. */

/** Dispatched on <html> when a stylesheet of the project changed. */
export const STYLES_EVENT = 'live:styles'
/** Dispatched on the document when the page shows all values of a server that started anew: it has no error of before. */
export const RENEWED_EVENT = 'live:renewed'
