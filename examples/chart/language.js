// uPlot asks Intl for the browser's language while it loads, and fails where that is none, such as "C".
try {
  Intl.getCanonicalLocales(navigator.language)
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en' })
}
