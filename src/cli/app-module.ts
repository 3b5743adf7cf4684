/** The module that exports an app, for commands that need it. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { lookInstead } from '../adapters/looked-at.ts'
import { fail } from '../base/errors.ts'
import { App } from '../server/app.ts'

/**
 * @throws LiveError E_COMMAND_LINE when there is no such file, or no app in it; what the module throws.
 */
export async function appOf(command: string, module: string | undefined): Promise<App> {
  if (module === undefined) {
    const fix = `Write overwire ${command} app.ts.`
    throw fail('E_COMMAND_LINE', `overwire ${command} needs the module that exports the app.`, fix)
  }
  if (!existsSync(module)) {
    throw fail(
      'E_COMMAND_LINE',
      `There is no file ${resolve(module)}.`,
      'Give the path of the app.',
    )
  }
  // A module that serves its app is as good as one that exports it; a worker runs what is exported.
  const listened = new Promise<App>((resolve) => {
    if (command !== 'worker') lookInstead(resolve)
  })
  const { href } = pathToFileURL(resolve(module))
  if (/\.[mc]?tsx?$/.test(module)) await runTypeScript(module)
  const app = await Promise.race([listened, exported(href)])
  if (app instanceof App) return app
  const fix =
    'Give a module with export const app = createApp({ … })' +
    (command === 'worker' ? '.' : ', or the one that calls listen(app).')
  throw fail('E_COMMAND_LINE', `${module} exports no app.`, fix)
}

async function exported(href: string): Promise<unknown> {
  const loaded = (await import(href)) as Record<string, unknown>
  return loaded['app'] ?? loaded['default']
}

/** Lets this process import TypeScript, with tsx, unless it can already. */
async function runTypeScript(module: string): Promise<void> {
  if (process.execArgv.some((argument) => argument.includes('tsx'))) return
  try {
    const { register } = await import('tsx/esm/api')
    register()
  } catch {
    const fix = 'Install tsx (npm install --save-dev tsx), or give the built .js file.'
    throw fail('E_COMMAND_LINE', `${module} is TypeScript, which Node does not run here.`, fix)
  }
}
