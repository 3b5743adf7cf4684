/**
 * Template files and strings in Liquid. LiquidJS reads them into its syntax tree; here the tree becomes
 * the same statics and slots as those of html literals, so that updates are as small.
 */
import { Context, Liquid } from 'liquidjs'
import type { Template } from 'liquidjs'
import type { LiveRequest } from '../live/page/request.ts'
import type { Surroundings, TemplateEngine, TemplateSource } from '../live/page/template-engine.ts'
import type { Layout } from '../server/layout.ts'
import type { Block } from '../template/html.ts'
import { mode } from '../template/mode.ts'
import { templateOf } from '../template/template.ts'
import { AROUND } from './control.ts'
import { liquidError } from './error.ts'
import { changedAt, LiquidFiles, readTemplate } from './files.ts'
import { jsonFilter } from './json-filter.ts'
import { LiquidReader } from './reader.ts'
import { split } from './split.ts'
import type { Region } from './split.ts'
import { registerTags } from './tags.ts'

/** Options of {@link liquid}. */
export interface LiquidOptions {
  /** The folder, or folders, with the template files. Default "views". */
  root?: string | readonly string[]
  /** Variables of all templates. */
  globals?: object
  /** Filters beside Liquid's own: `{ shout: (text) => `${text}!` }`. */
  // any: filters take what their templates give them.
  // oxlint-disable-next-line typescript/no-explicit-any
  filters?: Readonly<Record<string, (value: any, ...args: any[]) => unknown>>
}

/** An engine for createApp({ templates }), which can make layouts too. */
export interface LiquidEngine extends TemplateEngine {
  /**
   * A file as createApp({ layout }). Its variables: title, lang, meta, content, request.
   * @throws LiveError E_LIQUID when a page is printed and the file is missing or wrong.
   */
  layout(name: string): Layout
}

interface Program {
  region: Region
  /** The files it was made from, and when they were changed last. */
  files: Map<string, number>
}

/**
 * Renders views from Liquid templates: `createApp({ templates: liquid({ root: 'views' }) })`. Values are
 * escaped for the place they stand in. In development changed files are read again at the next render.
 */
export function liquid(options: LiquidOptions = {}): LiquidEngine {
  const programs = new Programs(options)
  return {
    name: 'liquid',

    block(source, context, around) {
      return programs.render(keyOf(source), source, context, around)
    },

    layout(name) {
      return ({ title, meta, content, script, request }) => {
        const { lang } = request
        const context = { title, lang, meta, content, request: requestData(request) }
        const source = { templateName: name, view: 'layout' }
        return programs.render(keyOf(source), source, context, { request, script })
      }
    },
  }
}

function keyOf({ template, templateName }: TemplateSource): string {
  return template === undefined ? `file ${templateName}` : `text ${template}`
}

/** Templates that were read, by name or text. */
class Programs {
  readonly #liquid: Liquid
  readonly #files: LiquidFiles
  readonly #filters: ReadonlySet<string>
  readonly #programs = new Map<string, Program>()

  constructor({ root = 'views', globals = {}, filters = {} }: LiquidOptions) {
    this.#files = new LiquidFiles(root)
    this.#filters = new Set(Object.keys(filters))
    this.#liquid = new Liquid({
      root: [...this.#files.roots],
      extname: '.liquid',
      globals,
      outputEscape: 'escape',
      strictFilters: true,
    })
    registerTags(this.#liquid)
    for (const name of ['json', 'inspect']) this.#liquid.registerFilter(name, jsonFilter)
    for (const [name, filter] of Object.entries(filters)) {
      this.#liquid.registerFilter(name, filter)
    }
  }

  render(key: string, source: TemplateSource, data: object, around: Surroundings): Block {
    let program = this.#programs.get(key)
    if (program === undefined || (mode.development && isStale(program))) {
      program = this.#read(source)
      this.#programs.set(key, program)
    }
    const { options } = this.#liquid
    const context = new Context(data, options, { sync: true }, { liquid: this.#liquid })
    context.setRegister(AROUND, around)
    return program.region.render(context)
  }

  #read({ template, templateName, view }: TemplateSource): Program {
    const parse = (path: string): Template[] => this.#parse(readTemplate(path), path)
    const reader = new LiquidReader(this.#liquid, this.#files, parse, this.#filters)
    const nodes =
      template === undefined
        ? this.#open(templateName!, reader, parse)
        : this.#parse(template, `the template of ${view}`)
    const region = split(reader.read(nodes))
    // HTML text says nothing of its events, so the first template says it for all.
    const { events } = templateOf(region.bare())
    for (const name of reader.events) if (!events.includes(name)) events.push(name)
    return { region, files: reader.paths }
  }

  #open(name: string, reader: LiquidReader, parse: (path: string) => Template[]): Template[] {
    try {
      const path = this.#files.find(name)
      reader.paths.set(path, changedAt(path))
      return parse(path)
    } catch (error) {
      throw liquidError(error, null)
    }
  }

  #parse(text: string, path: string): Template[] {
    try {
      return this.#liquid.parse(text, path)
    } catch (error) {
      throw liquidError(error, null)
    }
  }
}

function isStale({ files }: Program): boolean {
  for (const [path, time] of files) if (changedAt(path) !== time) return true
  return false
}

/** What templates see of a request: Liquid reads own properties only. */
function requestData(request: LiveRequest): Record<string, unknown> {
  const { url, path, params, session, lang, address, user, basePath } = request
  const query = (): object => Object.fromEntries(request.query)
  return { url, path, params, session, lang, address, user, basePath, query }
}
