/** A process with this runs what compile.mjs compiled, in place of the TypeScript that it is told to run. */
const { existsSync } = require('node:fs')
const Module = require('node:module')
const { join, relative, resolve } = require('node:path')

const root = join(__dirname, '..')
const { runMain } = Module

process.setSourceMapsEnabled(true)
Module.enableCompileCache?.(join(root, '.compiled', 'cache'))

/** Threads start with it as well. */
Module.runMain = (main = process.argv[1]) => {
  const within = relative(root, resolve(main))
  const compiled = join(root, '.compiled', within.replace(/\.ts$/, '.js'))
  if (!within.endsWith('.ts') || within.startsWith('..')) return runMain(main)
  if (existsSync(compiled)) return runMain(compiled)
  return import('tsx/esm/api').then(({ register }) => {
    register()
    return runMain(main)
  })
}
