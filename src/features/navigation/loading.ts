/**
 * Shows that another page is on its way, when it takes longer than a glance: the attribute `live-loading`
 * of <html>, and a bar at the top, `.live-loading-bar`, in the colour `--live-loading-color`.
 */
import { doc } from '../dom/unshadowed.ts'

/** Milliseconds that a page may take without a bar. */
const PATIENCE_MS = 120

export class LoadingBar {
  #timer: ReturnType<typeof setTimeout> | undefined
  #bar: HTMLElement | undefined

  start(): void {
    this.#timer ??= setTimeout(() => this.#show(), PATIENCE_MS)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    doc.documentElement.removeAttribute('live-loading')
    this.#bar?.remove()
  }

  #show(): void {
    doc.documentElement.setAttribute('live-loading', '')
    this.#bar ??= makeBar()
    doc.body.append(this.#bar)
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return
    const steps = { transform: ['scaleX(0)', 'scaleX(0.7)', 'scaleX(0.95)'] }
    this.#bar.animate(steps, { duration: 8000, easing: 'ease-out', fill: 'forwards' })
  }
}

/** Styled through the object model, which a Content-Security-Policy allows. */
function makeBar(): HTMLElement {
  const bar = doc.createElement('div')
  bar.className = 'live-loading-bar'
  bar.setAttribute('role', 'progressbar')
  bar.setAttribute('aria-label', 'Loading')
  bar.style.cssText =
    'position:fixed;inset:0 0 auto 0;height:var(--live-loading-height,3px);z-index:2147483647;' +
    'background:var(--live-loading-color,#2563eb);transform-origin:0 0;pointer-events:none'
  return bar
}
