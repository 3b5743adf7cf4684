/** What the processes that tests start run TypeScript with: what the test's own process has (scripts/compile.mjs), or tsx. */
import { fileURLToPath } from 'node:url'

const compiled = fileURLToPath(new URL('../scripts/compiled.cjs', import.meta.url))

export const typescript: string[] = process.execArgv.some((word) => word.endsWith('compiled.cjs'))
  ? ['--require', compiled]
  : ['--import', 'tsx']
