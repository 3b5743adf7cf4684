/**
 * What a user writes: html`…` and svg`…`. Both only note what they were given; parsing happens once
 * per template (template.ts), when it is first printed or sent.
 */
import { mode } from './mode.ts'
import { noteSite } from './source-location.ts'

/** A template with its values: `html\`<b>${1}</b>\`` is `{strings: ["<b>", "</b>"], values: [1]}`. */
export class Block {
  /** The literal's static parts. One array per place in the source, so it identifies the template. */
  readonly strings: readonly string[]
  /** The values of its slots. The diff puts evaluated values in their place. */
  readonly values: unknown[]

  constructor(strings: readonly string[], values: unknown[]) {
    this.strings = strings
    this.values = values
  }

  /** What tells it from others of its template, which then is another thing; 0: nothing. */
  get identity(): number {
    return 0
  }

  /** See base/held-memory.ts. Its static parts are the template's. */
  heldParts(): readonly unknown[] {
    return this.values
  }
}

const svgStrings = new WeakSet<readonly string[]>()

/**
 * A piece of HTML. Values are escaped for the place they stand in: text, attribute
 * (`class=${x}`, removed when null, undefined or false), boolean attribute (`?disabled=${x}`), property
 * (`.value=${x}`), event (`@click=${this.method}`) or the text of a textarea or title. White space that
 * contains a line break is removed at the start and end of an element and of the template.
 * @throws LiveError E_TEMPLATE_SYNTAX, E_SLOT_PLACE, E_TEMPLATE_HTML when it is first rendered.
 */
export function html(strings: TemplateStringsArray, ...values: unknown[]): Block {
  if (mode.development) noteSite(strings)
  return new Block(strings, values)
}

/** A piece of SVG: like {@link html}, for elements inside an `<svg>`. */
export function svg(strings: TemplateStringsArray, ...values: unknown[]): Block {
  if (mode.development) noteSite(strings)
  svgStrings.add(strings)
  return new Block(strings, values)
}

const exactStrings = new WeakSet<readonly string[]>()

/** Marks statics whose white space stays as it is: those of template files. */
export function keepWhiteSpace(strings: readonly string[]): void {
  exactStrings.add(strings)
}

export function keepsWhiteSpace(strings: readonly string[]): boolean {
  return exactStrings.has(strings)
}

export function isSvg(strings: readonly string[]): boolean {
  return svgStrings.has(strings)
}
