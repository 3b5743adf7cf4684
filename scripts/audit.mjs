/**
 * Asks the registry for known weaknesses of the packages that users get with ours. Those of level high and
 * above are findings; a registry that does not answer such questions is told of, and is none.
 */
import { spawn } from 'node:child_process'

const LEVELS = ['high', 'critical']

/**
 * What `npm audit --json` says.
 * @param {string} text its output
 * @returns {{ result: 'passed' | 'FAILED' | 'not asked', said: string }} `said`: the packages with findings, or
 * why there is no answer.
 */
export function readAudit(text) {
  let report
  try {
    report = JSON.parse(text)
  } catch {
    return { result: 'not asked', said: `npm audit gave no report: ${text.slice(0, 200)}` }
  }
  if (report.vulnerabilities === undefined) {
    const why = report.message ?? report.error?.summary ?? 'it says nothing'
    return { result: 'not asked', said: `The registry has no audit for us: ${why}` }
  }
  const found = Object.values(report.vulnerabilities).filter(({ severity }) =>
    LEVELS.includes(severity),
  )
  const said = found.map(({ name, severity, range }) => `${name} ${range}: ${severity}`).join('\n')
  return { result: found.length > 0 ? 'FAILED' : 'passed', said }
}

/**
 * Runs `npm audit` for what is installed with the package.
 * @param {string} root the package's folder
 */
export async function audit(root) {
  const args = ['audit', '--omit=dev', '--json']
  const child = spawn('npm', args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
  let text = ''
  child.stdout.on('data', (part) => (text += part))
  // It ends with 1 for findings of any level, and for a registry that does not answer.
  await new Promise((resolve) => {
    child.on('error', resolve)
    child.on('close', resolve)
  })
  return readAudit(text)
}
