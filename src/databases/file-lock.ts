/** A file beside another one, for as long as one process alone may write that. */
import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'

/** Milliseconds after which a lock is left over, of whatever machine: a part is written in a few. */
const OLD_MS = 30_000
/** What disks say that have no links. */
const WITHOUT_LINKS = /^(EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS)$/
/** Tells this process from one before it that had its number, as the first of a container has. */
const OWN = randomUUID()

export class FileLock {
  readonly #path: string
  readonly #text: string

  private constructor(path: string, text: string) {
    this.#path = path
    this.#text = text
  }

  /** @returns undefined while another one has it. A lock that its process left behind is removed. */
  static async take(path: string): Promise<FileLock | undefined> {
    // Its end stands for all of it: half of one is no process's.
    const text = `${hostname()} ${process.pid} ${OWN} ${randomUUID()};`
    if (await isMade(path, text)) return new FileLock(path, text)
    const other = await read(path)
    if (other !== undefined && !(await isLeft(path, other))) return undefined
    if (other !== undefined && !(await isRemoved(path, other))) return undefined
    return (await isMade(path, text)) ? new FileLock(path, text) : undefined
  }

  /** False when it was taken for one that was left behind. */
  async isHeld(): Promise<boolean> {
    return (await read(this.#path)) === this.#text
  }

  async release(): Promise<void> {
    if (await this.isHeld()) await rm(this.#path, { force: true })
  }
}

/** Whole as soon as it is there, whenever its process is killed: it is written under another name. */
async function isMade(path: string, text: string): Promise<boolean> {
  const apart = nameBeside(path)
  try {
    await writeFile(apart, text, { flag: 'wx', mode: 0o600 })
    await linkOrWrite(apart, path, text)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(apart, { force: true })
  }
}

async function linkOrWrite(apart: string, path: string, text: string): Promise<void> {
  try {
    await link(apart, path)
  } catch (error) {
    if (!WITHOUT_LINKS.test((error as NodeJS.ErrnoException).code ?? '')) throw error
    await writeFile(path, text, { flag: 'wx', mode: 0o600 })
  }
}

const nameBeside = (path: string): string => `${path}-${randomUUID().slice(0, 8)}`

async function read(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    return undefined
  })
}

async function isLeft(path: string, text: string): Promise<boolean> {
  const [host, pid, own] = text.split(' ')
  if (text.endsWith(';') && host === hostname() && !isRunning(Number(pid), own!)) return true
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }))
  return Date.now() - mtimeMs > OLD_MS
}

function isRunning(pid: number, own: string): boolean {
  if (pid === process.pid) return own === OWN
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // EPERM: it runs, as another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Of those who remove the same one, one does: it has another name first. */
async function isRemoved(path: string, text: string): Promise<boolean> {
  const apart = nameBeside(path)
  try {
    await rename(path, apart)
  } catch {
    return false
  }
  const isThatOne = (await read(apart)) === text
  await rm(apart, { force: true })
  return isThatOne
}
