/** `npm run pictures`: draws pictures/*.dot as pictures/*.svg. They read well on white and on black. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { instance } from '@viz-js/viz'

const here = new URL('./', import.meta.url)
const INK = '#12283f'
const LINE = '#6f7d8c'
/** Texts are measured as Arial in this size, and drawn smaller: other fonts are wider. */
const MEASURED = 16
const DRAWN = 13.5
const fills = { good: '#cfe8d5', plain: '#e9e6df' }

const viz = await instance()
for (const file of readdirSync(new URL('pictures/', here)).filter((one) => one.endsWith('.dot'))) {
  const source = readFileSync(new URL(`pictures/${file}`, here), 'utf8')
  const options = {
    format: 'svg',
    graphAttributes: {
      bgcolor: 'transparent',
      fontname: 'Arial',
      fontsize: MEASURED,
      color: LINE,
      fontcolor: LINE,
      nodesep: 0.35,
      ranksep: 0.5,
    },
    nodeAttributes: {
      shape: 'box',
      style: 'rounded,filled',
      fillcolor: '#dbe8f7',
      color: LINE,
      fontcolor: INK,
      fontname: 'Arial',
      fontsize: MEASURED,
      margin: '0.12,0.08',
    },
    edgeAttributes: { color: LINE, fontcolor: INK, fontname: 'Arial', fontsize: MEASURED },
  }
  const [, title] = /^\/\/ (.*)$/m.exec(source)
  const filled = source.replace(/class = "(\w+)"/g, (_, name) => `fillcolor = "${fills[name]}"`)
  const svg = viz
    .renderString(labelled(filled), options)
    .replace(/^[\s\S]*?<svg/, '<svg')
    .replaceAll(`font-size="${MEASURED}.00"`, `font-size="${DRAWN}"`)
    .replaceAll('font-family="Arial"', 'font-family="system-ui, sans-serif"')
    .replace('<svg', `<svg role="img" aria-label="${title}"`)
  writeFileSync(new URL(`pictures/${file.replace('.dot', '.svg')}`, here), `${svg.trim()}\n`)
}

/** Labels of arrows stand on a light ground of their own. */
function labelled(source) {
  return source.replace(/(->[^[\n]*\[[^\]]*?)label = "((?:[^"\\]|\\.)*)"/g, (_, before, text) => {
    const lines = text.replaceAll('\\"', '&quot;').split('\\n').join('<br/>')
    return `${before}label = <<table border="0" cellborder="0" cellpadding="2" bgcolor="#eef1f5" style="rounded"><tr><td>${lines}</td></tr></table>>`
  })
}
