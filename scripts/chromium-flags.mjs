/** How tests start Chromium, alone or for all of their files. */
import { existsSync } from 'node:fs'

/** The same engine without a window's parts: a page of it costs two fifths of the processor's time. */
const SHELL = '/usr/bin/chromium-headless-shell'
const WHOLE = '/usr/bin/chromium'

/** What they start: `CHROMIUM` names another, such as the whole one. */
export const chromiumPath = process.env.CHROMIUM ?? (existsSync(SHELL) ? SHELL : WHOLE)

/**
 * What tests need nothing of. Chromium takes the last such list, so that the first lines repeat what Playwright
 * switches off; the address bar's popups are two pages of Chromium's own for each tab, which cost three times
 * what a test's own page does.
 */
const withoutFeatures = [
  'AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,LensOverlay,MediaRouter',
  'HttpsFirstBalancedModeAutoEnable,PaintHolding,ThirdPartyStoragePartitioning,TcpPortRandomizationWin',
  'AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,NetworkTimeServiceQuerying,AimEnabled',
  'PreconnectToSearch',
  'WebUIOmniboxPopup,WebUIOmniboxAimPopup',
]

export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--disable-features=${withoutFeatures.join(',')}`,
]
