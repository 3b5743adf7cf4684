/**
 * Assertions about pages and what is in them: for `expect` of Vitest and Jest (`expect.extend(matchers)`), and
 * by themselves ({@link assertThat}).
 */
import { AssertionError } from 'node:assert/strict'
import { Locator } from './locator.ts'
import { TestPage } from './test-page.ts'

/** What a matcher says. */
export interface MatchResult {
  pass: boolean
  message(): string
  actual: unknown
  expected: unknown
}

type Target = TestPage | Locator
type Wanted = string | RegExp

const textOf = (target: Target): string =>
  target instanceof TestPage ? target.text() : target.text

const show = (value: unknown): string =>
  value instanceof RegExp ? String(value) : JSON.stringify(value)

/** `<h1> "Notes"`, `the page /notes`. */
const nameOf = (target: Target): string =>
  target instanceof TestPage ? `the page ${target.url}` : target.name

/** Of a value: `Expected the text of <h1> to be "a", got "b".` */
function result(
  what: string,
  { target, actual, expected }: { target: Target; actual: unknown; expected: unknown },
  pass: boolean,
): MatchResult {
  const message = (): string =>
    `Expected ${what} of ${nameOf(target)}${pass ? ' not' : ''} to be ${show(expected)}, got ${show(actual)}.`
  return { pass, message, actual, expected }
}

/** Of a state: `Expected <input name="done"> to be checked, and it is not.` */
function state(what: string, target: Locator, pass: boolean): MatchResult {
  const message = (): string =>
    pass
      ? `Expected ${nameOf(target)} not to be ${what}, and it is.`
      : `Expected ${nameOf(target)} to be ${what}, and it is not.`
  return { pass, message, actual: pass, expected: !pass }
}

const fits = (actual: string, wanted: Wanted): boolean =>
  wanted instanceof RegExp ? wanted.test(actual) : actual === wanted

function only<T extends Target>(
  target: unknown,
  Class: abstract new (...args: never[]) => T,
  matcher: string,
): T {
  if (target instanceof Class) return target
  const wanted = (Class as unknown) === TestPage ? 'a page of openPage' : 'an element of a page'
  throw new TypeError(`${matcher} expects ${wanted}, got ${typeof target}.`)
}

/** `expect.extend(matchers)`: the matchers of {@link assertThat}, for a runner's own `expect`. */
export const matchers = {
  /** All that a reader reads, with single spaces. */
  toHaveText: (target: Target, wanted: Wanted): MatchResult =>
    result(
      'the text',
      { target, actual: textOf(target), expected: wanted },
      fits(textOf(target), wanted),
    ),
  /** A part of what a reader reads. */
  toContainText: (target: Target, wanted: string): MatchResult =>
    result(
      'a part of the text',
      { target, actual: textOf(target), expected: wanted },
      textOf(target).includes(wanted),
    ),
  /** The value of a field. */
  toHaveValue: (target: Locator, wanted: Wanted): MatchResult => {
    const { value } = only(target, Locator, 'toHaveValue')
    return result('the value', { target, actual: value, expected: wanted }, fits(value, wanted))
  },
  /** An attribute and its value; without one, that it is there. */
  toHaveAttribute: (target: Locator, name: string, wanted?: Wanted): MatchResult => {
    const value = only(target, Locator, 'toHaveAttribute').attribute(name)
    const pass = value !== null && (wanted === undefined || fits(value, wanted))
    return result(
      `the attribute ${name}`,
      { target, actual: value, expected: wanted ?? 'there' },
      pass,
    )
  },
  /** A box that is checked, an option that is chosen. */
  toBeChecked: (target: Locator): MatchResult => {
    const { isChecked } = only(target, Locator, 'toBeChecked')
    return state('checked', target, isChecked)
  },
  toBeDisabled: (target: Locator): MatchResult => {
    const { isDisabled } = only(target, Locator, 'toBeDisabled')
    return state('disabled', target, isDisabled)
  },
  /** Path, query and fragment. */
  toHaveUrl: (target: TestPage, wanted: Wanted): MatchResult => {
    const { url } = only(target, TestPage, 'toHaveUrl')
    return result('the address', { target, actual: url, expected: wanted }, fits(url, wanted))
  },
  toHaveTitle: (target: TestPage, wanted: Wanted): MatchResult => {
    const { title } = only(target, TestPage, 'toHaveTitle')
    return result('the title', { target, actual: title, expected: wanted }, fits(title, wanted))
  },
  /** One of the flash messages that are shown. */
  toHaveFlash: (target: TestPage, wanted: Wanted): MatchResult => {
    const shown = only(target, TestPage, 'toHaveFlash').flash()
    const pass = shown.some((text) => fits(text, wanted))
    return result('one of the flash messages', { target, actual: shown, expected: wanted }, pass)
  },
  /** How many elements a selector finds. */
  toHaveCount: (target: TestPage, selector: string, wanted: number): MatchResult => {
    const { length } = only(target, TestPage, 'toHaveCount').all(selector)
    return result(
      `the number of ${selector}`,
      { target, actual: length, expected: wanted },
      length === wanted,
    )
  },
}

/** The matchers, without their target. */
export type Assertions = {
  [Name in keyof typeof matchers]: (
    ...wanted: Parameters<(typeof matchers)[Name]> extends [unknown, ...infer Rest] ? Rest : never
  ) => void
}

/**
 * Asserts something of a page or an element: `assertThat(page).toHaveFlash('Saved')`,
 * `assertThat(page.getByRole('heading')).not.toHaveText('Error')`.
 * @throws AssertionError with what was expected and what is there.
 */
export function assertThat(target: Target): Assertions & { not: Assertions } {
  return { ...assertions(target, true), not: assertions(target, false) }
}

function assertions(target: Target, wanted: boolean): Assertions {
  type Matcher = (target: Target, ...rest: unknown[]) => MatchResult
  const entries = Object.entries(matchers as unknown as Record<string, Matcher>)
  const checks = entries.map(([name, match]) => [
    name,
    (...rest: unknown[]) => {
      const { pass, message, actual, expected } = match(target, ...rest)
      if (pass === wanted) return
      throw new AssertionError({ message: message(), actual, expected, operator: name })
    },
  ])
  return Object.fromEntries(checks) as Assertions
}
