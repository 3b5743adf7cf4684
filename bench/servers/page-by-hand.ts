/** S6hand: the table page as a careful program would write it, for each request from new rows, with every value escaped. */
import { makeRows, tone, type Row } from '../content.ts'

export function pageByHand(): string {
  let rows = ''
  for (const row of makeRows()) rows += rowByHand(row)
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Table</title></head>
<body><main><h1>Table</h1><table><thead><tr><th>Id</th><th>Label</th><th>Value</th><th></th></tr>
</thead><tbody>${rows}</tbody></table></main></body></html>`
}

function rowByHand({ id, label, value }: Row): string {
  return `<tr class="${escaped(tone(value))}"><td>${escaped(String(id))}</td><td>${escaped(label)}</td><td>${escaped(String(value))}</td><td><button live-click="touch" live-value-i="${escaped(String(id))}">Touch</button></td></tr>`
}

const special = /[&<>"']/
const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return special.test(text) ? text.replace(/[&<>"']/g, (sign) => entities[sign]!) : text
}
