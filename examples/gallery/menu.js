/** Finds examples in the menu while you type: what does not fit is hidden. The page's own one is in sight. */
const field = document.querySelector('#menu-search')
const menu = document.querySelector('#menu')
const rows = [...menu.querySelectorAll('[data-words]')]
const current = menu.querySelector('[aria-current]')

function showCurrent() {
  if (!current) return
  const room = Math.min(menu.clientHeight, innerHeight - menu.getBoundingClientRect().top)
  const isBelow = current.offsetTop + current.offsetHeight > room
  if (isBelow) menu.scrollTop = current.offsetTop - room / 2
}

showCurrent()
menu.addEventListener('toggle', showCurrent)

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
