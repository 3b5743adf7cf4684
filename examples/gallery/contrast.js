// Runs in the page, by appearance.ts: the visible texts whose contrast is below 4.5 to 1.
;(() => {
  const channels = (color) => (color.match(/[\d.]+/g) ?? []).map(Number)
  const linear = (value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
  const backdrop = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = channels(getComputedStyle(at).backgroundColor)
      if (color.length === 3 || color[3] === 1) return color
    }
    return [255, 255, 255]
  }
  const faults = new Set()
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode
    const shown = parentElement.checkVisibility({ visibilityProperty: true })
    if (!data.trim() || !shown || parentElement.closest(':disabled, script')) continue
    const [a, b] = [channels(getComputedStyle(parentElement).color), backdrop(parentElement)]
      .map(luminance)
      .sort((x, y) => y - x)
    const ratio = (a + 0.05) / (b + 0.05)
    if (ratio < 4.5) faults.add(`${ratio.toFixed(2)}: ${parentElement.className} ${data.trim()}`)
  }
  return [...faults]
})()
