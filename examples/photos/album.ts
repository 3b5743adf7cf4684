/** The photos that everybody sees: small, without what cameras write into them, and the latest ones alone. */
import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import type { UploadedFile } from 'overwire'

export interface Photo {
  id: string
  caption: string
  width: number
  height: number
}

const MOST = 24
const WIDTH = 640
/** A picture of few bytes may have very many dots. */
const MOST_DOTS = 50_000_000

const bodies = new Map<string, Uint8Array<ArrayBuffer>>()
let photos: Photo[] = []

export const latest = (): Photo[] => photos
export const bodyOf = (id: string) => bodies.get(id)

/**
 * Makes a photo smaller, in a thread of sharp's own. Where and when it was taken (EXIF) is left out.
 * @throws for what is no picture.
 */
export async function add(file: UploadedFile, caption: string): Promise<Photo> {
  const { data, info } = await sharp(file.path, { limitInputPixels: MOST_DOTS })
    .autoOrient()
    .resize({ width: WIDTH, height: WIDTH, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 78 })
    .toBuffer({ resolveWithObject: true })
  const photo = { id: randomUUID(), caption, width: info.width, height: info.height }
  bodies.set(photo.id, new Uint8Array(data))
  photos = [photo, ...photos].slice(0, MOST)
  for (const id of bodies.keys()) if (!photos.some((one) => one.id === id)) bodies.delete(id)
  return photo
}
