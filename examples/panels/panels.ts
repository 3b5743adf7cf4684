import { LiveView, each, html, js } from 'overwire'
import { questions } from './content.ts'
import { flip } from './flip.ts'
import { sizeMenu } from './size-menu.ts'
import { tabs } from './tabs.ts'

export class Panels extends LiveView {
  render() {
    return html`${tabs()} ${answers()} ${startOver()}`
  }
}

function answers() {
  const expanded = '.questions [aria-expanded]'
  const item = ({ id, question, answer }: (typeof questions)[number]) => html`
    <h4>
      <button
        id=${`ask-${id}`} aria-expanded="false" aria-controls=${id}
        @click=${flip(js()).toggle({ to: `#${id}`, in: 'coming' })}
      >${question}</button>
    </h4>
    <p class="answer" id=${id} role="region" aria-labelledby=${`ask-${id}`} hidden>${answer}</p>
  `
  return html`
    <div class="panels-head">
      <h3>Questions</h3>
      ${sizeMenu()}
      <button class="quiet" @click=${js().show('.answer').setAttr('aria-expanded', 'true', expanded)}>
        Open all
      </button>
    </div>
    <div class="questions">${each(questions, 'id', item)}</div>
  `
}

function startOver() {
  const close = js().closeDialog('#start-over')
  const reset = js()
    .exec('live-click', '#tab-npm')
    .exec('live-click', '#size-normal')
    .hide('.answer')
    .setAttr('aria-expanded', 'false', '.questions [aria-expanded]')
    .closeDialog('#start-over')
  // The backdrop belongs to the dialog, so what a click can be beside of is inside.
  return html`
    <div class="buttons">
      <button class="quiet" aria-haspopup="dialog" @click=${js().openDialog('#start-over')}>
        Start over…
      </button>
    </div>
    <dialog id="start-over" aria-labelledby="start-over-title" live-focus-trap>
      <div @click-away=${close}>
        <h3 id="start-over-title">Start over?</h3>
        <p>Back to the first tab, normal text and closed answers, as all was when you came.</p>
        <div class="buttons">
          <button class="quiet" @click=${close}>Keep it</button>
          <button @click=${reset}>Start over</button>
        </div>
      </div>
    </dialog>
  `
}
