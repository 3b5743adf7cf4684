import { callSignal, connect } from '../_overwire/api.js'

const log = document.querySelector('.signals-log')
const answer = document.querySelector('.signals-answer')

/** A function of the page: windows that the trigger names run it. */
connect('signals.said', ({ text, by }) => {
  const item = document.createElement('p')
  const who = document.createElement('span')
  item.textContent = text
  who.textContent = by
  item.append(who)
  log.prepend(item)
})

/** Every call has an answer: queued, or why not. */
document.addEventListener('click', async ({ target }) => {
  const name = target.closest('[data-calls]')?.dataset.calls
  if (!name) return
  answer.textContent = await callSignal(name).then(
    () => `${name} is queued.`,
    ({ message }) => `${name} was refused: ${message}`,
  )
})
