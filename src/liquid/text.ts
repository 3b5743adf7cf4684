/**
 * Operations to text: the values of attributes, and the HTML of stretches that can't be slots. Each
 * value is escaped for the place it stands in.
 */
import type { Context } from 'liquidjs'
import { BLOCKED_ADDRESS, isAddressAttribute, safeAddress } from '../base/address.ts'
import { escapeHtml } from '../base/escape.ts'
import { decodeQuotes } from '../template/entities.ts'
import { Block } from '../template/html.ts'
import { printStatic } from '../template/print.ts'
import { liquidError } from './error.ts'
import type { Op, ValueOp } from './ops.ts'
import { isBinding } from '../template/refused-slots.ts'
import { childValue, isMarkup, text, wholeValue } from './value.ts'

const CHILD = ['', '']
const decoder = new TextDecoder()

/** The HTML of some operations. */
export function toHtml(ops: readonly Op[], context: Context): string {
  const writer = new TextWriter(false)
  writer.all(ops, context)
  return writer.out
}

/** Their text, not escaped: for slots, which escape it. */
export function toPlain(ops: readonly Op[], context: Context): string {
  const writer = new TextWriter(true)
  writer.all(ops, context)
  return writer.out
}

/** True when {% break %} or {% continue %} ended the round. */
export function isStopped(context: Context): boolean {
  return context.breakCalled || context.continueCalled
}

class TextWriter {
  out = ''
  readonly #plain: boolean
  /** The attribute's value was left out with its name: so its closing quote goes too. */
  #dropQuote = false

  constructor(plain: boolean) {
    this.#plain = plain
  }

  all(ops: readonly Op[], context: Context): void {
    for (const op of ops) {
      this.#one(op, context)
      // Without a value, an attribute's "=" would take the next attribute for one.
      if (!this.#plain && op.after.mode === 'unquoted' && /=\s*$/.test(this.out)) this.out += '""'
      if (isStopped(context)) return
    }
  }

  #one(op: Op, context: Context): void {
    switch (op.kind) {
      case 'text':
        return this.#text(op.text)
      case 'value':
        return this.#value(op, context)
      case 'effect':
        return op.run(context)
      case 'choice':
        return this.all(op.branches[op.choose(context)] ?? [], context)
      case 'scope': {
        this.all(op.body(), op.enter(context))
        return op.leave(context)
      }
      case 'loop': {
        const rounds = op.start(context)
        if (rounds.isNone) {
          rounds.end()
          return this.all(op.otherwise, context)
        }
        for (let i = 0; i < rounds.items.length && !rounds.context.breakCalled; i++) {
          rounds.round(i)
          this.all(op.body(), rounds.context)
        }
        return rounds.end()
      }
    }
  }

  #text(text: string): void {
    this.out += this.#plain
      ? decodeQuotes(text)
      : this.#dropQuote
        ? text.replace(/^["']/, '')
        : text
    this.#dropQuote = false
  }

  #value(op: ValueOp, context: Context): void {
    try {
      const value = op.evaluate(context)
      if (this.#plain) this.out += op.html ? decodeQuotes(text(value)) : text(value)
      else this.#escaped(op, value)
    } catch (error) {
      throw liquidError(error, op.token)
    }
  }

  #escaped(op: ValueOp, value: unknown): void {
    const { mode, attribute } = op.before
    if (mode === 'content') this.out += contentHtml(childValue(value, op))
    else if (mode === 'open') this.out += text(value).replace(/[^\w-]/g, '')
    else if (mode === 'before' || mode === 'unquoted' || mode === 'double' || mode === 'single') {
      this.#attribute(op, value, attribute)
    } else if (mode !== 'comment') {
      this.out += op.html ? text(value) : escapeHtml(text(value))
    }
  }

  #attribute(op: ValueOp, value: unknown, name: string): void {
    const whole = op.whole ? wholeValue(value) : value
    if (op.whole && !name.startsWith('aria-') && (whole === null || whole === false)) {
      this.out = this.out.slice(0, this.out.toLowerCase().lastIndexOf(name.toLowerCase()))
      this.#dropQuote = op.before.mode === 'double' || op.before.mode === 'single'
      return
    }
    const plain =
      op.whole && whole === true && !name.startsWith('aria-')
        ? ''
        : op.html
          ? decodeQuotes(text(value))
          : text(value)
    const safe = this.#safe(name, plain)
    const isBare = op.before.mode === 'before' || op.before.mode === 'unquoted'
    if (!isBare) this.out += escapeHtml(safe)
    else this.out += escapeHtml(safe).replace(/[\s`=]/g, (char) => `&#${char.charCodeAt(0)};`)
  }

  /** Several values side by side may only together be an address that runs code, or commands. */
  #safe(name: string, value: string): string {
    const isNamed = isBinding(name)
    if (!isNamed && !isAddressAttribute(name)) return value
    const at = this.out.toLowerCase().lastIndexOf(name.toLowerCase())
    const before = decodeQuotes(this.out.slice(at + name.length).replace(/^\s*=\s*["']?/, ''))
    if (isNamed) return (before + value).startsWith('[') ? '' : value
    return safeAddress(before + value) === BLOCKED_ADDRESS ? '#blocked' : value
  }
}

function contentHtml(value: unknown): string {
  if (isMarkup(value)) return decoder.decode(printStatic(new Block(CHILD, [value])))
  return escapeHtml(text(value))
}
