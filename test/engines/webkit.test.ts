/** The scenarios in WebKit. */
import { openWebKit } from './webkit.ts'
import { runScenarios } from './scenario.ts'

runScenarios('WebKit', openWebKit)
