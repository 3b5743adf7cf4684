/** Testing Library, loaded when a page is opened: it finds elements and does what users do. */
import { fail } from '../../base/errors.ts'
import type { UserEvents } from './locator.ts'

/** By role, as Testing Library has them. */
export interface RoleOptions {
  /** The accessible name: text, label, or a part of it by a regular expression. */
  name?: string | RegExp
  checked?: boolean
  pressed?: boolean
  expanded?: boolean
  selected?: boolean
  level?: number
}

/** A text as it is, or a pattern. */
export type TextMatcher = string | RegExp

/** What is used of Testing Library. */
interface Queries {
  getByRole(container: HTMLElement, role: string, options: RoleOptions): HTMLElement
  getByText(container: HTMLElement, text: TextMatcher): HTMLElement
  getByLabelText(container: HTMLElement, text: TextMatcher): HTMLElement
  getByPlaceholderText(container: HTMLElement, text: TextMatcher): HTMLElement
  getByTestId(container: HTMLElement, id: TextMatcher): HTMLElement
}

export interface Libraries {
  queries: Queries
  setup: (document: Document) => UserEvents
}

/** @throws LiveError E_TEST_PEER when one of them is not installed. */
export async function libraries(): Promise<Libraries> {
  try {
    const { queries } = await import('@testing-library/dom')
    const { userEvent } = await import('@testing-library/user-event')
    const setup = (document: Document): UserEvents =>
      userEvent.setup({ document, delay: null, pointerEventsCheck: 0 })
    return { queries, setup }
  } catch (cause) {
    throw fail('E_TEST_PEER', '@testing-library/dom', String(cause))
  }
}
