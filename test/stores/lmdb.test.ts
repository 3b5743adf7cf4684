import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { lmdbStore } from 'overwire/lmdb'
import { storeSuite } from 'overwire/testing'

const folder = mkdtempSync(join(tmpdir(), 'overwire-store-'))
after(() => rmSync(folder, { recursive: true, force: true }))
storeSuite('lmdb', () => lmdbStore(join(folder, 'state')))
