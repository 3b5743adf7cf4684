/** An element of a page by what its user knows it by. It is looked for each time that it is used. */

/** What a locator needs of its page. */
export interface ActionOwner {
  /** Does what a user does, and waits until the page is settled. */
  act(run: (user: UserEvents) => Promise<unknown>): Promise<void>
}

/** What `@testing-library/user-event` gives; see its documentation. */
export interface UserEvents {
  click(element: Element): Promise<void>
  dblClick(element: Element): Promise<void>
  hover(element: Element): Promise<void>
  clear(element: Element): Promise<void>
  type(element: Element, text: string): Promise<void>
  keyboard(text: string): Promise<void>
  tab(options?: { shift?: boolean }): Promise<void>
  selectOptions(element: Element, values: string | string[]): Promise<void>
  deselectOptions(element: Element, values: string | string[]): Promise<void>
}

/** Characters of a text that a name has. */
const MOST_TOLD = 40

/** Buttons that submit. */
const SUBMITS = 'button:not([type=button], [type=reset]), input:is([type=submit], [type=image])'

type Field = HTMLInputElement | HTMLTextAreaElement

/** An element of a test's page: looked for when it is used, and acted on as a user does. */
export class Locator {
  readonly #page: ActionOwner
  readonly #find: () => HTMLElement

  /** @param find gives the one element. It throws when there is none, or more than one. */
  constructor(page: ActionOwner, find: () => HTMLElement) {
    this.#page = page
    this.#find = find
  }

  /** The element. @throws what Testing Library's query throws: which elements there are instead. */
  get element(): HTMLElement {
    return this.#find()
  }

  /** The text in it, with white space as a reader sees it. */
  get text(): string {
    return (this.element.textContent ?? '').replace(/\s+/g, ' ').trim()
  }

  /** The value of a field. */
  get value(): string {
    return (this.element as Field).value
  }

  /** True for a checked box or a chosen option. @throws Error for other elements. */
  get isChecked(): boolean {
    const { element } = this
    const said = element.getAttribute('aria-checked')
    if (element.matches('input[type=checkbox], input[type=radio]')) {
      return (element as HTMLInputElement).checked
    }
    if (element.localName === 'option') return (element as HTMLOptionElement).selected
    if (said !== null) return said === 'true'
    throw new Error(`${this.name} can't be checked: it is no checkbox, radio button or option.`)
  }

  /** For messages: the tag, with what tells it from others: `<input name="title">`, `<h1> "Notes"`. */
  get name(): string {
    const { element, text } = this
    const told = ['id', 'name', 'type'].flatMap((name) => {
      const value = element.getAttribute(name)
      return value === null ? [] : [` ${name}="${value}"`]
    })
    const words = text.length > MOST_TOLD ? `${text.slice(0, MOST_TOLD)}…` : text
    return `<${element.localName}${told.join('')}>${words && ` "${words}"`}`
  }

  get isDisabled(): boolean {
    return this.element.matches(':disabled')
  }

  attribute(name: string): string | null {
    return this.element.getAttribute(name)
  }

  /** Clicks it. @throws Error when it is disabled: a user could not. */
  click(): Promise<void> {
    return this.#act('clicked', (user, element) => user.click(element))
  }

  doubleClick(): Promise<void> {
    return this.#act('clicked', (user, element) => user.dblClick(element))
  }

  hover(): Promise<void> {
    return this.#act('pointed at', (user, element) => user.hover(element))
  }

  /** Replaces the text of a field, key by key, and goes on as if the pause after typing were over. */
  fill(text: string): Promise<void> {
    return this.#act('filled', async (user, element) => {
      await user.clear(element)
      // What has a meaning of its own in user-event's texts is typed as it is.
      if (text !== '') await user.type(element, text.replaceAll(/[[{]/g, '$&$&'))
    })
  }

  /** Types at the end of the text; `{Enter}` and the like are keys. */
  type(text: string): Promise<void> {
    return this.#act('typed into', (user, element) => user.type(element, text))
  }

  /** Presses a key while it has the focus: `press('Enter')`, `press('Control+s')`. */
  press(key: string): Promise<void> {
    return this.#act('given keys', (user, element) => {
      element.focus()
      return user.keyboard(keysOf(key))
    })
  }

  /** Chooses options by their values or texts. @throws Error when there is no such option. */
  select(...options: string[]): Promise<void> {
    return this.#act('chosen from', (user, element) => user.selectOptions(element, options))
  }

  deselect(...options: string[]): Promise<void> {
    return this.#act('chosen from', (user, element) => user.deselectOptions(element, options))
  }

  /** Checks a box, if it is not. */
  check(): Promise<void> {
    return this.isChecked ? Promise.resolve() : this.click()
  }

  uncheck(): Promise<void> {
    return this.isChecked ? this.click() : Promise.resolve()
  }

  /**
   * Submits the form that it is, or is in, as Enter does: with the form's first button. @throws Error when it is in no
   * form, or that button is disabled.
   */
  submit(): Promise<void> {
    return this.#act('submitted', async (_user, element) => {
      const form = (
        element.localName === 'form' ? element : (element as Field).form
      ) as HTMLFormElement | null
      if (!form) throw new Error(`<${element.localName}> is no form, and is inside of none.`)
      submitForm(form, element.matches(SUBMITS) ? element : form.querySelector(SUBMITS))
    })
  }

  async #act(
    what: string,
    run: (user: UserEvents, element: HTMLElement) => Promise<unknown>,
  ): Promise<void> {
    const { element } = this
    if (element.matches(':disabled')) {
      throw new Error(`<${element.localName}> is disabled, so it can't be ${what}: ${this.text}`)
    }
    await this.#page.act((user) => run(user, element))
  }
}

function submitForm(form: HTMLFormElement, button: HTMLElement | null): void {
  if (button?.matches(':disabled'))
    throw new Error("The form's button is disabled: Enter does nothing.")
  if (button) return form.requestSubmit(button)
  // Without a button happy-dom says that the form submits itself; browsers say null.
  const correct = (event: Event): void =>
    void Object.defineProperty(event, 'submitter', { value: null })
  form.addEventListener('submit', correct, { capture: true })
  form.requestSubmit()
  form.removeEventListener('submit', correct, { capture: true })
}

/** `Control+s` as user-event writes it. */
function keysOf(key: string): string {
  const parts = key.length > 1 ? key.split('+') : [key]
  const last = parts.pop()!
  const held = parts.map((one) => `{${one}>}`).join('')
  const released = parts.map((one) => `{/${one}}`).join('')
  return `${held}${last.length > 1 ? `{${last}}` : last.replace(/[[{]/, '$&$&')}${released}`
}
