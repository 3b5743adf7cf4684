/** Pictures of cats: those that are uploaded, and one that is drawn for who has none. */

/** Bytes of a photo. */
export const MOST_BYTES = 512 * 1024

/** How files of these types begin, in hexadecimal: what a sender says about its file is no proof. */
const beginnings: [type: string, pattern: RegExp][] = [
  ['image/png', /^89504e470d0a1a0a/],
  ['image/jpeg', /^ffd8ff/],
  ['image/webp', /^52494646.{8}57454250/],
]

/** The type of an image by its first bytes; undefined for what is none. */
export function imageType(body: Buffer): string | undefined {
  const start = body.toString('hex', 0, 12)
  return beginnings.find(([, pattern]) => pattern.test(start))?.[0]
}

/**
 * Reads a body that is at most so many bytes; undefined when it is more. What is too much is read and
 * dropped for a while, since who is cut off in the middle hears no answer.
 */
export async function readAtMost(request: Request, most: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.length
    if (size <= most) chunks.push(chunk)
    if (size > 10 * most) break
  }
  return size <= most ? Buffer.concat(chunks) : undefined
}

const furs = ['#e9a35b', '#8d8f98', '#4a4650', '#d9c3a5', '#b5703f', '#f1ede6']
const walls = ['#f3d9c9', '#cfe3dc', '#dcd6ee', '#f4e3b8', '#cfdff0', '#e9cfd9']
const eyes = ['#3f7d4e', '#b9831d', '#3a6ea5']

/** A cat as an SVG image, the same for the same number. */
export function drawCat(id: number): string {
  const pick = (from: string[], step: number) =>
    from[(id * step + Math.floor(id / 6)) % from.length]!
  const [fur, wall, eye] = [pick(furs, 5), pick(walls, 1), pick(eyes, 2)]
  const ear = (flip: string) =>
    `<g ${flip}><path d="M58 122 62 52q1-9 9-4l48 38z" fill="${fur}"/><path d="M70 100 72 68l26 22z" fill="#e58f8a"/></g>`
  const stripes =
    '<path d="M120 82v26M104 85l3 20M136 85l-3 20" stroke="#2f2b33" stroke-linecap="round" stroke-width="7" opacity=".35"/>'
  const patch =
    '<path d="M122 76q54 2 58 62-30 10-46-14-12-20-12-48z" fill="#2f2b33" opacity=".3"/>'
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240"><rect width="240" height="240" fill="${wall}"/>
<ellipse cx="120" cy="248" rx="74" ry="60" fill="${fur}"/>${ear('')}${ear('transform="matrix(-1 0 0 1 240 0)"')}
<ellipse cx="120" cy="138" rx="68" ry="60" fill="${fur}"/>${id % 3 ? stripes : patch}<ellipse cx="120" cy="166" rx="32" ry="24" fill="#fff" opacity=".75"/>
<g fill="${eye}"><circle cx="93" cy="132" r="13"/><circle cx="147" cy="132" r="13"/></g>
<g fill="#17141c"><ellipse cx="93" cy="132" rx="4" ry="10"/><ellipse cx="147" cy="132" rx="4" ry="10"/></g>
<g fill="none" stroke="#2f2b33" stroke-width="3" stroke-linecap="round"><path d="M120 162q-2 14-14 12M120 162q2 14 14 12M82 160 36 152M82 168 38 174M158 160 204 152M158 168 202 174"/></g>
<path d="M111 153h18l-9 10z" fill="#d9706b"/></svg>`
}
