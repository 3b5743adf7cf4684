/** The scenarios in Chromium. */
import { openChromium } from './puppeteer.ts'
import { runScenarios } from './scenario.ts'

runScenarios('Chromium', openChromium)
