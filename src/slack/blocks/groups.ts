import type { SeverityColumn } from '../../db/schema.ts'

/** How severities are shown, the gravest first. */
export const groups: { severity: SeverityColumn; sign: string; label: string }[] = [
  { severity: 'high', sign: '🔴', label: 'High' },
  { severity: 'medium', sign: '🟡', label: 'Medium' },
  { severity: 'low', sign: '🔵', label: 'Low' },
  { severity: 'info', sign: '⚪', label: 'For information' },
]

export function signOf(severity: SeverityColumn): string {
  return groups.find((group) => group.severity === severity)?.sign ?? ''
}
