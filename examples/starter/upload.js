// Makes a chosen photo smaller and posts it; the server shows it to everybody who looks.
const LONGEST = 720

document.addEventListener('change', async ({ target }) => {
  const { upload, csrf, problem } = target.dataset ?? {}
  const [file] = target.files ?? []
  if (!upload || !file) return
  const says = document.getElementById(target.id + '-problem')
  says.textContent = ''
  target.setAttribute('aria-busy', 'true')
  const body = await shrink(file).catch(() => file)
  const answer = await fetch(upload, { method: 'POST', body, headers: { 'x-csrf-token': csrf } })
  target.removeAttribute('aria-busy')
  target.value = ''
  if (!answer.ok) says.textContent = problem
})

/** The same picture with sides of at most LONGEST, and without what a camera wrote into the file. */
async function shrink(file) {
  const bitmap = await createImageBitmap(file)
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height))
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(bitmap.width * scale)),
    Math.max(1, Math.round(bitmap.height * scale)),
  )
  canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  return canvas.convertToBlob({ type: 'image/webp', quality: 0.85 })
}
