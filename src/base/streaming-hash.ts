/** A hash that is made while bytes come: node:crypto of Node, Deno and Bun. */

export interface StreamingHash {
  update(bytes: Uint8Array): unknown
  digest(encoding: 'hex'): string
}

interface Runtime {
  process?: {
    getBuiltinModule?(name: string): { createHash(name: string): StreamingHash } | undefined
  }
}

/** @returns undefined where the runtime has none. */
export function streamingHash(name: 'sha256'): StreamingHash | undefined {
  return (globalThis as Runtime).process?.getBuiltinModule?.('node:crypto')?.createHash(name)
}
