/** Calls each module of the reference as it is imported: `overwire/handlers`. */
import { readFileSync } from 'node:fs'
import { Converter, ReflectionKind } from 'typedoc'

const { exports: doors } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
)
const names = new Map()
for (const [door, { types }] of Object.entries(doors)) {
  if (types) names.set(/dist\/(.*)\.d\.ts$/.exec(types)[1], `overwire${door.slice(1)}`)
}

export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      module.name = names.get(module.name) ?? module.name
    }
  })
}
