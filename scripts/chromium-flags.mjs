/** How tests start Chromium, alone or for all of their files. */

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
