/** Types of audit.mjs. */

/** `said`: the packages with findings, or why there is no answer. */
export interface Audit {
  result: 'passed' | 'FAILED' | 'not asked'
  said: string
}

export function readAudit(text: string): Audit
export function audit(root: string): Promise<Audit>
