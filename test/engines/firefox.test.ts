/** The scenarios in Firefox. */
import { openFirefox } from './puppeteer.ts'
import { runScenarios } from './scenario.ts'

runScenarios('Firefox', openFirefox)
