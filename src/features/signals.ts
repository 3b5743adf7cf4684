/**
 * The part that runs a page's functions for signals, and calls those of the server: `connect`, `call`,
 * `data-df-signal`, and the signals `html.…`.
 */
import type { Effects, Host, Refusal } from '../client/host.ts'
import { Called, FromBrowser } from '../wire/frames.ts'
import type { Json } from '../wire/frames.ts'
import { announce, report } from './dom/report.ts'
import { registry } from './api/registry.ts'
import type { CallingForm } from './api/registry.ts'
import { DFSignals } from './api/signals.ts'
import { ATTRIBUTE, Bindings } from './signals/bindings.ts'
import { runHtml } from './signals/html-signals.ts'
import { fileInputs, handlerField } from './dom/handler-fields.ts'
import { doc, unshadowed } from './dom/unshadowed.ts'
import type { FilesPart } from './uploads.ts'

type Args = Record<string, Json>

/** Starts the part. */
export function start(host: Host): Effects {
  Object.assign(globalThis, { DFSignals })
  const page = registry()
  page.call = (name, args, from) => call(host, name, args, from)
  for (const { name, args, from, done } of page.waiting.splice(0)) {
    done(page.call(name, args, from))
  }
  watchBindings(host)
  return { call: (name, args) => void run(host, String(name), (args ?? {}) as Args) }
}

/** Runs the page's functions and asks the server for its own. */
async function call(host: Host, name: string, args: Args, from?: CallingForm): Promise<void> {
  const isLocal = run(host, name, args)
  let rest: Json[] = [Called.SIGNAL, name, structuredClone(args)]
  if (from) {
    const { element, type, key } = from
    rest = [Called.SIGNAL_FILES, name, { key, call: structuredClone(args) }]
    const files = (await host.load('uploads')) as FilesPart | undefined
    await files?.whenThere(element, type)
  }
  const refused = (await host.ask(FromBrowser.CALL, rest)) as Refusal | null | undefined
  if (!refused || (isLocal && refused.code === 'E_NO_SIGNAL')) return
  console.error(`[${refused.code}] ${name}: ${refused.message}`)
  announce('live:error', { ...refused })
  throw refused
}

/** Runs what the page has connected; one that fails stops no other. False: it has nothing. */
function run(host: Host, name: string, args: Args): boolean {
  const { signals } = registry()
  const listeners = Object.hasOwn(signals, name) ? signals[name]! : []
  const isHtml = name.startsWith('html.')
  if (isHtml) {
    const what = name.slice(5)
    void host.load('handlers').then((effects) => {
      const { dom } = (effects ?? {}) as Effects
      if (dom) runHtml(what, args, dom)
    })
  }
  for (const listener of [...listeners]) {
    try {
      const result = listener(structuredClone(args))
      if (result instanceof Promise) result.catch((error: unknown) => failed(name, error))
    } catch (error) {
      failed(name, error)
    }
  }
  return isHtml || listeners.length > 0
}

function failed(name: string, error: unknown): void {
  report('E_SIGNAL', `A function of ${name} threw.`, error)
}

function watchBindings(host: Host): void {
  const bindings = new Bindings()
  const take = (element: Element): void => {
    const hasFiles = fileInputs(element).some((input) => handlerField(input)?.kind === 'signal')
    if (hasFiles) void host.load('uploads')
    if (unshadowed(element).hasAttribute(ATTRIBUTE)) bindings.bind(element)
    for (const inside of unshadowed(element).querySelectorAll(`[${ATTRIBUTE}]`))
      bindings.bind(inside)
  }
  take(doc.documentElement)
  new MutationObserver((records) => {
    for (const { type, target, addedNodes } of records) {
      if (type === 'attributes') bindings.bind(target as Element)
      for (const node of addedNodes) if (node instanceof Element) take(node)
    }
  }).observe(document, { childList: true, subtree: true, attributeFilter: [ATTRIBUTE] })
}
