/** Passwords are kept as scrypt hashes, each with a salt of its own: `salt:hash`. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

const BYTES = 64

export async function hash(password: string): Promise<string> {
  const salt = randomBytes(16)
  return `${salt.toString('hex')}:${(await derive(password, salt)).toString('hex')}`
}

export async function matches(password: string, kept: string): Promise<boolean> {
  const [salt = '', wanted = ''] = kept.split(':')
  const found = await derive(password, Buffer.from(salt, 'hex'))
  const expected = Buffer.from(wanted, 'hex')
  return found.length === expected.length && timingSafeEqual(found, expected)
}

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    scrypt(password, salt, BYTES, (error, key) => (error ? reject(error) : resolve(key))),
  )
}
