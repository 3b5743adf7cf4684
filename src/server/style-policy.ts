/** Lets the standard error page have its own style under an app's Content-Security-Policy; called by its answers. */

const POLICY = /^content-security-policy(-report-only)?$/i
/** The first of these that a policy has decides over elements of styles. */
const DECIDING = ['style-src-elem', 'style-src', 'default-src']

/**
 * Headers whose policies take one style more.
 * @param source names the style: `'sha256-…'`.
 */
export function allowStyle(
  headers: Readonly<Record<string, string>>,
  source: string,
): Record<string, string> {
  const policies = (value: string): string =>
    value
      .split(',')
      .map((policy) => withSource(policy, source))
      .join(',')
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      POLICY.test(name) ? policies(value) : value,
    ]),
  )
}

function withSource(policy: string, source: string): string {
  const directives = policy.split(';').map((one) => one.trim())
  const names = directives.map((one) => one.split(/\s/, 1)[0]!.toLowerCase())
  const deciding = DECIDING.find((name) => names.includes(name))
  // Nothing keeps it out.
  if (deciding === undefined) return policy
  const at = names.indexOf(deciding)
  const [name, ...others] = directives[at]!.split(/\s+/)
  const allowed = [...others.filter((one) => one.toLowerCase() !== "'none'"), source].join(' ')
  if (deciding === 'default-src') directives.push(`style-src ${allowed}`)
  else directives[at] = `${name} ${allowed}`
  return directives.filter((one) => one !== '').join('; ')
}
