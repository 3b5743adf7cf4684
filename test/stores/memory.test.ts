import { memoryStore } from 'overwire'
import { storeSuite } from 'overwire/testing'

const store = memoryStore()
storeSuite('memory', () => store)
