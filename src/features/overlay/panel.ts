/** The panel over the page. It is in a shadow root: styles of the page do not reach it. */
import type { ErrorNote } from './note.ts'
import { doc } from '../dom/unshadowed.ts'

const STYLE = `
:host { all: initial; position: fixed; inset: 0; z-index: 2147483647; color-scheme: light dark;
  --soft: light-dark(#5b6470, #a2abb8); --line: light-dark(#e3e6ea, #343b44);
  --bad: light-dark(#b3261e, #ff9a91) }
.back { position: absolute; inset: 0; background: rgb(10 12 15 / .55) }
.panel { position: absolute; inset: 4vh max(1rem, calc(50vw - 30rem)) auto; max-height: 92vh;
  overflow: auto; box-sizing: border-box; padding: 1.25rem 1.5rem 1.5rem; border-radius: .75rem;
  border-top: 4px solid var(--bad); background: light-dark(#fff, #1b1f24);
  color: light-dark(#1a1d21, #eceef1); font: 16px/1.5 system-ui, sans-serif;
  box-shadow: 0 1rem 3rem rgb(0 0 0 / .35) }
header { display: flex; gap: 1rem; align-items: start; justify-content: space-between }
h1 { margin: 0; font-size: 1.125rem; line-height: 1.4; color: var(--bad); overflow-wrap: anywhere;
  white-space: pre-wrap }
p { margin: .5rem 0 0; color: var(--soft); font-size: .875rem }
button { flex: none; padding: .25rem .75rem; border: 1px solid var(--line); border-radius: .375rem;
  background: transparent; color: inherit; font: inherit; cursor: pointer }
button:focus-visible { outline: 2px solid var(--bad); outline-offset: 2px }
h2 { margin: 1.25rem 0 .375rem; font-size: .875rem; font-weight: 600; overflow-wrap: anywhere }
pre { margin: 0; padding: .5rem 0; overflow: auto; border: 1px solid var(--line);
  border-radius: .5rem; font: 13px/1.6 ui-monospace, monospace; tab-size: 2 }
pre span { display: block; padding: 0 .75rem }
pre .here { background: light-dark(#fdeceb, #46211f); box-shadow: inset 3px 0 var(--bad) }
`

let close = (): void => {}

/** Closes what is shown. */
export function closePanel(): void {
  close()
}

/** Shows an error; the one before goes. The button and Escape close it. */
export function draw(note: ErrorNote): void {
  close()
  const focused = doc.activeElement
  const host = doc.createElement('overwire-error')
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(STYLE)
  root.adoptedStyleSheets = [sheet]
  const button = make('button', 'Close')
  const panel = make('div', '', make('header', '', make('h1', note.message), button))
  panel.className = 'panel'
  panel.setAttribute('role', 'alertdialog')
  panel.setAttribute('aria-label', note.message)
  const { name, during, errorId } = note
  panel.append(make('p', name ? `${name}, during ${during}. Error ${errorId} in the log.` : during))
  for (const frame of note.frames) panel.append(...frameOf(frame))
  const back = make('div', '')
  back.className = 'back'
  root.append(back, panel)
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    close()
  }
  close = () => {
    close = () => {}
    host.remove()
    removeEventListener('keydown', onKey, true)
    if (focused instanceof HTMLElement) focused.focus()
  }
  button.addEventListener('click', () => close())
  addEventListener('keydown', onKey, true)
  // Beside the body: the page's own elements are the client's.
  doc.documentElement.append(host)
  button.focus()
}

function frameOf({ name, file, line, source }: ErrorNote['frames'][number]): HTMLElement[] {
  const title = make('h2', `${file}:${line}${name && ` in ${name}`}`)
  if (source.length === 0) return [title]
  const width = String(source.at(-1)!.line).length
  const lines = source.map((one) => {
    const row = make('span', `${String(one.line).padStart(width)}  ${one.text}`)
    if (one.line === line) row.className = 'here'
    return row
  })
  return [title, make('pre', '', ...lines)]
}

function make(tag: string, text: string, ...children: HTMLElement[]): HTMLElement {
  const element = doc.createElement(tag)
  element.textContent = text
  element.append(...children)
  return element
}
