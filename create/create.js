#!/usr/bin/env node
/** `npm create overwire@latest my-app`: what `overwire new my-app` does. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const command = fileURLToPath(new URL('cli/main.js', import.meta.resolve('overwire')))
const words = process.argv.slice(2)
const { status } = spawnSync(process.execPath, [command, 'new', ...words], { stdio: 'inherit' })
process.exit(status ?? 1)
