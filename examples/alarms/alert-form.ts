import { each, html } from 'overwire'
import type { Block } from 'overwire'
import type { Issues } from 'overwire/handlers'
import { z } from 'zod'
import { href } from './address.ts'
import { types } from './database.ts'

/** Its sentences are shown below the fields. */
export const alertRules = z.object({
  type: z.enum(types, 'Choose a type.'),
  description: z
    .string()
    .trim()
    .min(1, 'Say what happened.')
    .max(500, { error: ({ input }) => `At most 500 characters; these are ${input!.length}.` }),
})

export const isField = z.enum(['type', 'description'])

/** The form with what was typed, and what is wrong with it. */
export function alertForm(typed: Record<string, unknown> = {}, issues: Issues = {}): Block {
  const { type, description } = typed
  const option = (one: string) => html`<option ?selected=${one === type}>${one}</option>`
  return html`
    <form
      class="alert-form" aria-labelledby="form-title" novalidate
      data-action="submit->page#run" data-liveview-function="submit_new_alert"
    >
      <h3 id="form-title">New alert</h3>
      <label for="type">Type</label>
      <select
        id="type" name="type" aria-describedby="problem-type" aria-invalid=${'type' in issues}
        data-data-field="type" data-liveview-focus="true"
        data-action="change->page#run" data-liveview-function="validate_new_alert"
      >
        <option value="">Choose…</option>
        ${each(types, String, option)}
      </select>
      ${problem('type', issues)}
      <label for="description">Description</label>
      <textarea
        id="description" name="description" rows="5" data-data-field="description"
        aria-describedby="problem-description" aria-invalid=${'description' in issues}
        data-action="change->page#run" data-liveview-function="validate_new_alert"
      >${String(description ?? '')}</textarea>
      ${problem('description', issues)}
      <div class="buttons">
        <button>Add the alert</button>
        <a
          class="try quiet" href=${href('/alarms')}
          data-action="click->page#run" data-liveview-function="go_home"
        >Cancel</a>
      </div>
    </form>
  `
}

function problem(name: string, issues: Issues) {
  return html`<p class="problem" id=${`problem-${name}`} role="alert">${issues[name]?.[0]}</p>`
}
