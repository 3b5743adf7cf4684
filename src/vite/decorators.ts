/**
 * Standard decorators for bundlers that leave them as they are: Node and browsers do not run `@event` yet, so
 * esbuild rewrites the files that have them, and nothing else of these files' build changes.
 */
import type * as Esbuild from 'esbuild'
import { fail } from '../base/errors.ts'

/** A plugin of Vite, Vitest or Rolldown. */
export interface DecoratorPlugin {
  name: string
  enforce: 'pre'
  transform(code: string, id: string): Promise<{ code: string; map: string } | undefined>
}

const FILE = /\.[cm]?[jt]sx?(?:\?|$)/
/** An `@` where a decorator may stand: at the beginning of a line, or behind a bracket or a space. */
const DECORATOR = /(?:^|[\s({])@[A-Za-z_$(]/m

/**
 * Lets Vite, Vitest and Rolldown run files with `@event`: `plugins: [overwire()]` in vite.config.ts. Needs the
 * package `esbuild`.
 * @throws LiveError E_VITE_PEER, when a file is transformed and esbuild is not installed.
 */
export function decoratorPlugin(): DecoratorPlugin {
  return {
    name: 'overwire',
    enforce: 'pre',
    async transform(code, id) {
      if (!FILE.test(id) || id.includes('/node_modules/') || !DECORATOR.test(code)) return undefined
      const [file = id] = id.split('?')
      const { transform } = await esbuild()
      const built = await transform(code, {
        loader: loaderOf(file),
        sourcefile: file,
        sourcemap: 'external',
        target: 'es2022',
        jsx: 'preserve',
        // What tsconfig.json says of old decorators would undo it.
        tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
      })
      return { code: built.code, map: built.map }
    },
  }
}

function loaderOf(file: string): 'ts' | 'tsx' | 'js' | 'jsx' {
  const [, kind, x = ''] = /\.[cm]?([jt]s)(x?)$/.exec(file) ?? []
  return `${kind === 'js' ? 'js' : 'ts'}${x === 'x' ? 'x' : ''}`
}

async function esbuild(): Promise<typeof Esbuild> {
  try {
    return await import('esbuild')
  } catch (cause) {
    throw fail('E_VITE_PEER', String(cause))
  }
}
