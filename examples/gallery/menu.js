/** Finds examples in the menu while you type: what does not fit is hidden. */
const field = document.querySelector('#menu-search')
const menu = document.querySelector('#menu')
const rows = [...menu.querySelectorAll('[data-words]')]

field.addEventListener('input', () => {
  const words = field.value.trim().toLowerCase().split(/\s+/)
  const fits = (row) => words.every((word) => row.dataset.words.toLowerCase().includes(word))
  for (const row of rows) row.hidden = !fits(row)
  for (const group of menu.querySelectorAll('section')) {
    group.hidden = !group.querySelector('[data-words]:not([hidden])')
  }
  document.querySelector('#menu-none').hidden = rows.some((row) => !row.hidden)
})

field.addEventListener('keydown', (event) => {
  const first = rows.find((row) => !row.hidden)
  if (event.key === 'Enter' && first) first.querySelector('a').click()
})
