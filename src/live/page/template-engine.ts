/**
 * What turns a view's template file or string into blocks. The core knows no template language;
 * liquid/liquid.ts fills this in, and createApp({ templates }) brings it.
 */
import type { Block } from '../../template/html.ts'
import type { Raw } from '../../template/raw.ts'
import type { LiveRequest } from './request.ts'

/** Where a view's template is: exactly one of the two is set. */
export interface TemplateSource {
  /** The template itself. */
  template?: string | undefined
  /** Its file, below the engine's root. */
  templateName?: string | undefined
  /** Name of the view's class, for error sentences. */
  view: string
}

/** What surrounds a render: tags of a template language read it. */
export interface Surroundings {
  /** The request that opened the page. */
  request: LiveRequest
  /** The client's script tag; in layouts only. */
  script?: Raw
}

/** Renders templates that are texts: `createApp({ templates: liquid(folder) })`. */
export interface TemplateEngine {
  /** Shown in errors. */
  readonly name: string
  /**
   * Renders a template. Equal templates give blocks of the same statics, so that they can be compared.
   * @param context the variables of the template.
   */
  block(source: TemplateSource, context: Record<string, unknown>, around: Surroundings): Block
}
