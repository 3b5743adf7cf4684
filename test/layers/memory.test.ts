import { layerSuite } from 'overwire/testing'
import { memoryLayer } from '../../src/pubsub/memory.ts'

layerSuite('memory', memoryLayer)
