import { LiveView, call, each, event, form, html, js } from 'overwire'
import type { Block, Form, FormField, Params } from 'overwire'
import { createAccount } from './database.ts'
import { rules, steps } from './rules.ts'
import type { Step } from './rules.ts'

type Fields = Record<string, unknown>
const places = [...steps, 'summary'] as const
type Place = (typeof places)[number]

export class Signup extends LiveView {
  place: Place = 'account'
  forms = {
    account: form(rules.account),
    address: form(rules.address),
    plan: form(rules.plan, { kind: 'solo', members: [{ email: '' }] }),
  }
  /** The number of the account, once there is one. */
  account = 0

  /** The step stands in the address, so the browser's back is a step back. */
  handleParams({ step }: Params) {
    this.place = places.find((place) => place === step) ?? 'account'
  }

  go(step: Place) {
    this.livePatch({ params: { step } })
    this.pushCommands(js().focus(`#${step} h3`))
  }

  keep(step: Step, form: Form<unknown>) {
    this.forms = { ...this.forms, [step]: form }
  }

  @event
  check({ step, ...fields }: Fields & { step: Step }) {
    this.keep(step, this.forms[step].change(fields))
  }

  @event
  next({ step, ...fields }: Fields & { step: Step }) {
    const { ok, form } = this.forms[step].submit(fields)
    this.keep(step, form)
    if (ok) this.go(places[places.indexOf(step) + 1]!)
    else this.pushCommands(js().focus(`#${step} [aria-invalid=true]`))
  }

  @event
  add() {
    this.keep('plan', this.forms.plan.addRow('members', { email: '' }))
  }

  @event
  remove({ key }: { key: number }) {
    this.keep('plan', this.forms.plan.removeRow('members', key))
  }

  @event
  async finish() {
    const unfinished = steps.find((step) => !this.forms[step].valid)
    if (unfinished) return this.go(unfinished)
    const { account, address, plan } = this.forms
    const answers = { ...account.values, ...address.values, ...plan.values }
    const id = await createAccount(String(account.values.email), answers)
    if (id !== undefined) return void (this.account = id)
    this.keep('account', account.withErrors({ email: 'There is an account with this address.' }))
    this.go('account')
  }

  render() {
    const { place, forms, account } = this
    if (account > 0) return this.welcome()
    const step = (name: Place) => html`
      <li aria-current=${name === place ? 'step' : null}>${name}</li>
    `
    return html`
      <ol class="steps" aria-label="Steps">${each(places, String, step)}</ol>
      ${this.step(
        'account',
        html`
          ${text('Name', forms.account.field('name'), 'name')}
          ${text('Email', forms.account.field('email'), 'email')}
          <p class="hint">Somebody has ada@example.org already.</p>
        `,
      )}
      ${this.step(
        'address',
        html`
          ${text('Street', forms.address.field('street'), 'street-address')}
          ${text('Postcode', forms.address.field('postcode'), 'postal-code')}
          ${text('City', forms.address.field('city'), 'address-level2')}
        `,
      )}
      ${this.step('plan', html`${this.kind()} ${this.members()}`)}
      ${this.summary()}
    `
  }

  /** All steps are in the page, so that a server that lost them gets them from there. */
  step(step: Step, fields: Block) {
    const before = places[places.indexOf(step) - 1]
    return html`
      <form
        class="step" id=${step} ?hidden=${this.place !== step} novalidate
        @change=${call(this.check, { step })} @submit=${call(this.next, { step })}
      >
        <h3 tabindex="-1">Your ${step}</h3>
        ${fields}
        <div class="buttons">
          <button live-disable-with="Checking…">Next</button>
          ${before && html`<a class="try quiet" href=${`?step=${before}`} live-patch>Back</a>`}
        </div>
      </form>
    `
  }

  kind() {
    const { name, value } = this.forms.plan.field('kind')
    const kind = (kind: string, label: string) => html`
      <label>
        <input type="radio" name=${name} value=${kind} ?checked=${value === kind} />${label}
      </label>
    `
    return html`
      <fieldset class="kinds">
        <legend>Who will use it?</legend>
        ${kind('solo', 'Only me')} ${kind('team', 'A team')}
      </fieldset>
    `
  }

  members() {
    const { plan } = this.forms
    const rows = plan.rows('members')
    return html`
      <fieldset class="members" ?hidden=${plan.values.kind !== 'team'}>
        <legend>Members</legend>
        ${each(
          rows,
          'key',
          ({ key, index, field }) => html`
            <div class="member">
              ${text(`Email of member ${index + 1}`, field('email'), 'off')}
              <button
                type="button" class="quiet" aria-label=${`Remove member ${index + 1}`}
                @click=${call(this.remove, { key })}
              >✕</button>
            </div>
          `,
        )}
        <p class="problem" role="alert">${plan.field('members').errors.join(' ')}</p>
        <button type="button" class="quiet" ?disabled=${rows.length === 5} @click=${this.add}>
          Add a member
        </button>
      </fieldset>
    `
  }

  summary() {
    const { account, address, plan } = this.forms
    const members = plan.rows('members').map(({ field }) => field('email').value)
    const lines: [string, Step, string][] = [
      ['Account', 'account', told(account, 'name', 'email')],
      ['Address', 'address', told(address, 'street', 'postcode', 'city')],
      ['Plan', 'plan', plan.values.kind === 'team' ? `A team: ${members.join(', ')}` : 'Only me'],
    ]
    return html`
      <section class="step" id="summary" ?hidden=${this.place !== 'summary'}>
        <h3 tabindex="-1">Is this right?</h3>
        <dl>
          ${each(
            lines,
            ([name]) => name,
            ([name, step, text]) => html`
              <div>
                <dt>${name}</dt>
                <dd>${text}</dd>
                <dd><a href=${`?step=${step}`} live-patch aria-label=${`Change: ${name}`}>Change</a></dd>
              </div>
            `,
          )}
        </dl>
        <button @click=${this.finish} live-disable-with="Signing up…">Sign up</button>
      </section>
    `
  }

  welcome() {
    const { name, email } = this.forms.account.values
    return html`
      <div class="welcome" role="status">
        <h3>Welcome, ${name}.</h3>
        <p>You are number ${this.account}. We will not write to ${email}: this is an example.</p>
      </div>
    `
  }
}

function told(form: Form<unknown>, ...fields: string[]) {
  return fields.map((field) => form.field(field).value || '…').join(', ')
}

/** A field of text with its label and what is wrong with it. */
function text(label: string, field: FormField, autocomplete: string) {
  const { id, errorId, name, value, errors, invalid } = field
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <input
        id=${id} name=${name} value=${value} autocomplete=${autocomplete}
        aria-invalid=${invalid} aria-describedby=${errorId}
      />
      <p class="problem" id=${errorId}>${errors.join(' ')}</p>
    </div>
  `
}
